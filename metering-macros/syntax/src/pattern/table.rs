//! The builder of a pattern's table.

use std::collections::HashMap;

use regex_syntax::hir::ClassUnicode;

use super::dfa::{Alphabet, Automaton, DEAD};
use super::nfa::Nfa;
use super::syntax::{Assertion, Node, Syntax, word};
use super::{PatternError, PatternErrorKind};

/// The maximum number of transitions in a table. A state's number fits into two bytes, and a table
/// has at most 128 KiB.
pub const CELLS: usize = 1 << 16;

type Result<T> = std::result::Result<T, PatternError>;

pub fn build(Syntax { mut root, sets }: Syntax) -> Result<Vec<u8>> {
    trim(&mut root, End::First);
    trim(&mut root, End::Last);
    let classes = Classes::of(&sets, asks_for_words(&root))?;
    let automaton = Nfa::of(&root).and_then(|nfa| Automaton::of(&nfa, &classes.alphabet));
    let automaton = automaton.ok_or_else(too_large)?.settled();
    if automaton.start == DEAD {
        return Err(matches_nothing());
    }
    without_equal_classes(automaton, classes.starts).to_bytes()
}

/// An end of a match. Optional repetitions at an end can be removed, because a match doesn't need
/// to extend further.
#[derive(Clone, Copy, PartialEq)]
enum End {
    First,
    Last,
}

/// Removes what can't affect whether a text matches: `[a-z]{3,64}` without anchors is `[a-z]{3}`.
fn trim(node: &mut Node, end: End) {
    match node {
        Node::Empty | Node::Set(_) | Node::Assertion(_) => {}
        Node::Alternation(branches) => branches.iter_mut().for_each(|branch| trim(branch, end)),
        Node::Concat(terms) => {
            while !terms.is_empty() {
                let at = if end == End::First { 0 } else { terms.len() - 1 };
                trim(&mut terms[at], end);
                if !matches!(terms[at], Node::Empty) {
                    return;
                }
                terms.remove(at);
            }
            *node = Node::Empty;
        }
        Node::Repeat { min: 0, .. } => *node = Node::Empty,
        Node::Repeat { node: once, min: 1, .. } => {
            let mut once = std::mem::replace(&mut **once, Node::Empty);
            trim(&mut once, end);
            *node = once;
        }
        Node::Repeat { min, max, .. } => *max = Some(*min),
    }
}

fn asks_for_words(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Set(_) => false,
        Node::Assertion(assertion) => {
            matches!(assertion, Assertion::WordBoundary | Assertion::NotWordBoundary)
        }
        Node::Concat(nodes) | Node::Alternation(nodes) => nodes.iter().any(asks_for_words),
        Node::Repeat { node, .. } => asks_for_words(node),
    }
}

/// The code points in classes that the pattern never distinguishes.
struct Classes {
    /// The first code point of each run of one class, and the class. Ascending from 0.
    starts: Vec<(u32, u8)>,
    alphabet: Alphabet,
}

impl Classes {
    fn of(sets: &[ClassUnicode], words: bool) -> Result<Self> {
        let word = word();
        let all = || sets.iter().chain(words.then_some(&word));
        // The starts and ends of sets. Surrogates are not characters, so that a set that starts
        // among them starts after them.
        let mut turns = Vec::new();
        for (set, ranges) in all().enumerate() {
            for range in ranges.ranges() {
                let end = u32::from(range.end()) + 1;
                turns.push((u32::from(range.start()), set));
                turns.push((if end == 0xD800 { 0xE000 } else { end }, set));
            }
        }
        turns.sort_unstable();

        // A run's class follows from its sets, one bit for each.
        let mut within = vec![0_u64; all().count().div_ceil(64)];
        let is_within = |within: &[u64], set: usize| within[set / 64] >> (set % 64) & 1 == 1;
        let mut known = HashMap::new();
        let mut starts: Vec<(u32, u8)> = Vec::new();
        let mut members = vec![Vec::new(); sets.len()];
        let mut is_word = Vec::new();
        let mut turns = turns.into_iter().peekable();
        let mut first = 0;
        while first <= u32::from(char::MAX) {
            while let Some((_, set)) = turns.next_if(|&(at, _)| at == first) {
                within[set / 64] ^= 1 << (set % 64);
            }
            let next = known.len();
            let class = *known.entry(within.clone()).or_insert(next);
            let class =
                u8::try_from(class).ok().filter(|class| *class < u8::MAX).ok_or_else(too_many_classes)?;
            if usize::from(class) == next {
                let members = members.iter_mut().enumerate();
                members.for_each(|(set, members)| members.push(is_within(&within, set)));
                is_word.push(words && is_within(&within, sets.len()));
            }
            if starts.last().is_none_or(|(_, last)| *last != class) {
                starts.push((first, class));
            }
            first = turns.peek().map_or(u32::MAX, |&(at, _)| at);
        }

        Ok(Self { starts, alphabet: Alphabet { is_word, sets: members } })
    }
}

/// Merges classes with the same transitions from every state.
fn without_equal_classes(mut automaton: Automaton, mut starts: Vec<(u32, u8)>) -> Layout {
    let classes = automaton.states[DEAD].next.len();
    let mut known: HashMap<Vec<usize>, usize> = HashMap::new();
    let mut kept = Vec::new();
    let merged: Vec<usize> = (0..classes)
        .map(|class| {
            let column = automaton.states.iter().map(|state| state.next[class]).collect();
            *known.entry(column).or_insert_with(|| {
                kept.push(class);
                kept.len() - 1
            })
        })
        .collect();
    for state in &mut automaton.states {
        state.next = kept.iter().map(|&class| state.next[class]).collect();
    }
    for (_, class) in &mut starts {
        *class = merged[usize::from(*class)] as u8;
    }
    starts.dedup_by_key(|&mut (_, class)| class);
    Layout { automaton, starts, classes: kept.len() }
}

/// The contents of a table.
struct Layout {
    automaton: Automaton,
    starts: Vec<(u32, u8)>,
    classes: usize,
}

impl Layout {
    /// Returns the bytes that `metering_core::pattern::Pattern` reads.
    fn to_bytes(&self) -> Result<Vec<u8>> {
        let Self { automaton: Automaton { start, states }, starts, classes } = self;
        let cells = states.len() * classes;
        if cells >= CELLS {
            return Err(too_large());
        }
        let width = if cells <= 1 << 8 { 1 } else { 2 };
        let first_final =
            states.iter().skip(2).position(|state| state.is_final).map_or(states.len(), |at| at + 2);
        let class_at =
            |code_point: u32| starts[starts.partition_point(|&(first, _)| first <= code_point) - 1].1;
        let ranges: Vec<(u32, u8)> = std::iter::once((0x80, class_at(0x80)))
            .chain(starts.iter().copied().filter(|&(first, _)| first > 0x80))
            .collect();

        let mut bytes = vec![width, *classes as u8];
        for number in [start * classes, first_final * classes, ranges.len()] {
            bytes.extend((number as u16).to_le_bytes());
        }
        bytes.extend((0..0x80).map(class_at));
        for (first, class) in ranges {
            bytes.extend(&first.to_le_bytes()[..3]);
            bytes.push(class);
        }
        for state in states {
            for next in &state.next {
                bytes.extend(&((next * classes) as u16).to_le_bytes()[..usize::from(width)]);
            }
        }
        Ok(bytes)
    }
}

fn matches_nothing() -> PatternError {
    let message =
        "no text matches this pattern; `^` goes first, `$` last, and a character into `[]`".to_owned();
    PatternError { kind: PatternErrorKind::MatchesNothing, message, span: None }
}

fn too_large() -> PatternError {
    let message = format!(
        "the pattern needs a table of more than {} KiB; use smaller repetition counts together with `length`, or use a `check` function",
        CELLS * 2 / 1024
    );
    PatternError { kind: PatternErrorKind::TooLarge, message, span: None }
}

fn too_many_classes() -> PatternError {
    let message =
        "the pattern distinguishes more than 255 classes of characters; use a `check` function".to_owned();
    PatternError { kind: PatternErrorKind::TooLarge, message, span: None }
}
