//! The builder of a pattern's table.
//!
//! regex-automata builds the deterministic automaton. It works on bytes, and each byte is one of
//! our classes of code points. Therefore its automaton works on code points, and needs no states
//! for the bytes of UTF-8.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, MatchKind, util::start};
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, Look, Repetition};

use super::syntax::{Assertion, Node, Syntax, word};
use super::{PatternError, PatternErrorKind};

/// The maximum number of transitions in a table. A state's number fits into two bytes, and a table
/// has at most 128 KiB.
pub const CELLS: usize = 1 << 16;

/// The memory limits of the determinization, in bytes: for the nondeterministic automaton, for the
/// transitions, and for the sets of states. They suffice for every table within [`CELLS`], and
/// bound the time for all others.
const NFA_BYTES: usize = 8 << 20;
const DFA_BYTES: usize = 1 << 20;
const SETS_BYTES: usize = 2 << 20;

/// The states in which a walk ends, by number.
const DEAD: usize = 0;
const MATCHED: usize = 1;

type Result<T> = std::result::Result<T, PatternError>;

pub fn build(Syntax { mut root, sets }: Syntax) -> Result<Vec<u8>> {
    trim(&mut root, End::First);
    trim(&mut root, End::Last);
    let classes = Classes::of(&sets, asks_for_words(&root))?;
    let automaton = Automaton::of(&classes.hir(&root), &classes.symbols)?.settled();
    if automaton.start == DEAD {
        return Err(matches_nothing());
    }
    automaton.without_equal_classes(classes.starts).to_bytes()
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
    /// The symbol of each class in the automaton.
    symbols: Vec<u8>,
    /// The classes in each set.
    members: Vec<Vec<u8>>,
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
                let sets_of_class = (0..sets.len()).filter(|set| is_within(&within, *set));
                sets_of_class.for_each(|set| members[set].push(class));
                is_word.push(words && is_within(&within, sets.len()));
            }
            if starts.last().is_none_or(|(_, last)| *last != class) {
                starts.push((first, class));
            }
            first = turns.peek().map_or(u32::MAX, |&(at, _)| at);
        }

        // regex-automata evaluates `\b` for bytes: a symbol is a word byte if its class is a class
        // of word characters.
        let ours = |is: bool| {
            (0..=u8::MAX).filter(move |b| !words || is == (b.is_ascii_alphanumeric() || *b == b'_'))
        };
        let (mut in_words, mut others) = (ours(true), ours(false));
        let symbols = is_word.into_iter().map(|is| if is { in_words.next() } else { others.next() });
        let symbols = symbols.collect::<Option<_>>().ok_or_else(too_many_classes)?;
        Ok(Self { starts, symbols, members })
    }

    /// Returns the pattern over symbols.
    fn hir(&self, node: &Node) -> Hir {
        match node {
            Node::Empty => Hir::empty(),
            Node::Set(set) => {
                let symbols = self.members[*set].iter().map(|class| self.symbols[usize::from(*class)]);
                Hir::class(Class::Bytes(ClassBytes::new(symbols.map(|s| ClassBytesRange::new(s, s)))))
            }
            Node::Assertion(assertion) => Hir::look(match assertion {
                Assertion::Start => Look::Start,
                Assertion::End => Look::End,
                Assertion::WordBoundary => Look::WordAscii,
                Assertion::NotWordBoundary => Look::WordAsciiNegate,
            }),
            Node::Concat(nodes) => Hir::concat(nodes.iter().map(|node| self.hir(node)).collect()),
            Node::Alternation(nodes) => Hir::alternation(nodes.iter().map(|node| self.hir(node)).collect()),
            // Lazy, so that the automaton ends at the first match.
            Node::Repeat { node, min, max } => Hir::repetition(Repetition {
                min: *min,
                max: *max,
                greedy: false,
                sub: Box::new(self.hir(node)),
            }),
        }
    }
}

/// A deterministic automaton over classes. Its first two states are [`DEAD`] and [`MATCHED`].
struct Automaton {
    start: usize,
    states: Vec<State>,
}

struct State {
    /// The next state of each class.
    next: Vec<usize>,
    /// `true` if a text can end in this state.
    is_final: bool,
}

impl Automaton {
    fn of(hir: &Hir, symbols: &[u8]) -> Result<Self> {
        let nfa = thompson::Config::new()
            .utf8(false)
            .which_captures(thompson::WhichCaptures::None)
            .nfa_size_limit(Some(NFA_BYTES));
        let dfa = dense::Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .start_kind(StartKind::Unanchored)
            .minimize(false)
            .accelerate(false)
            .dfa_size_limit(Some(DFA_BYTES))
            .determinize_size_limit(Some(SETS_BYTES));
        // Only the limits can make these fail.
        let nfa = thompson::Compiler::new().configure(nfa).build_from_hir(hir).map_err(|_| too_large())?;
        let dfa = dense::Builder::new().configure(dfa).build_from_nfa(&nfa).map_err(|_| too_large())?;

        let mut states = vec![
            State { next: vec![DEAD; symbols.len()], is_final: false },
            State { next: vec![MATCHED; symbols.len()], is_final: true },
        ];
        let mut known = HashMap::new();
        let mut found = Vec::new();
        let mut number = |id: StateID, found: &mut Vec<StateID>| {
            if dfa.is_match_state(id) {
                return MATCHED;
            }
            if dfa.is_dead_state(id) {
                return DEAD;
            }
            *known.entry(id).or_insert_with(|| {
                found.push(id);
                found.len() + 1
            })
        };
        let start = start::Config::new().anchored(Anchored::No);
        let start = number(dfa.start_state(&start).map_err(|_| too_large())?, &mut found);
        while let Some(&id) = found.get(states.len() - 2) {
            let next = symbols.iter().map(|&symbol| number(dfa.next_state(id, symbol), &mut found)).collect();
            let is_final = dfa.is_match_state(dfa.next_eoi_state(id));
            states.push(State { next, is_final });
            if states.len() * symbols.len() > 4 * CELLS {
                return Err(too_large());
            }
        }
        Ok(Self { start, states })
    }

    /// Merges states that can't reach a match into [`DEAD`], and states that can't fail into
    /// [`MATCHED`]. States in which a text can end are last.
    fn settled(self) -> Self {
        let mut before = vec![Vec::new(); self.states.len()];
        for (state, State { next, .. }) in self.states.iter().enumerate() {
            let mut last = state;
            for &next in next {
                if next != state && next != last {
                    before[next].push(state);
                }
                last = next;
            }
        }
        // The states that lead to a state that is, or is not, final.
        let leads_to = |is_final: bool| {
            let mut leads: Vec<bool> = self.states.iter().map(|state| state.is_final == is_final).collect();
            let mut open: Vec<usize> = (0..leads.len()).filter(|&state| leads[state]).collect();
            while let Some(state) = open.pop() {
                for &state in &before[state] {
                    if !std::mem::replace(&mut leads[state], true) {
                        open.push(state);
                    }
                }
            }
            leads
        };
        let (may_match, may_fail) = (leads_to(true), leads_to(false));

        let settle = |state: usize| match (may_match[state], may_fail[state]) {
            (false, _) => DEAD,
            (_, false) => MATCHED,
            _ => state,
        };
        let mut reached = vec![false; self.states.len()];
        let mut open = vec![settle(self.start)];
        while let Some(state) = open.pop() {
            if !std::mem::replace(&mut reached[state], true) {
                open.extend(self.states[state].next.iter().map(|&next| settle(next)));
            }
        }
        let kept = |is_final: bool| {
            let states = self.states.iter().enumerate().skip(2);
            states.filter(|&(state, _)| reached[state]).filter(move |(_, state)| state.is_final == is_final)
        };
        let mut numbers: Vec<usize> = (0..self.states.len()).collect();
        let kept = [DEAD, MATCHED].into_iter().chain(kept(false).chain(kept(true)).map(|(state, _)| state));
        let kept: Vec<usize> = kept.collect();
        kept.iter().enumerate().for_each(|(number, &state)| numbers[state] = number);
        let states = kept.iter().map(|&state| State {
            next: self.states[state].next.iter().map(|&next| numbers[settle(next)]).collect(),
            is_final: self.states[state].is_final,
        });
        Self { start: numbers[settle(self.start)], states: states.collect() }
    }

    /// Merges classes with the same transitions from every state.
    fn without_equal_classes(mut self, mut starts: Vec<(u32, u8)>) -> Layout {
        let classes = self.states[DEAD].next.len();
        let mut known: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut kept = Vec::new();
        let merged: Vec<usize> = (0..classes)
            .map(|class| {
                let column = self.states.iter().map(|state| state.next[class]).collect();
                *known.entry(column).or_insert_with(|| {
                    kept.push(class);
                    kept.len() - 1
                })
            })
            .collect();
        for state in &mut self.states {
            state.next = kept.iter().map(|&class| state.next[class]).collect();
        }
        for (_, class) in &mut starts {
            *class = merged[usize::from(*class)] as u8;
        }
        starts.dedup_by_key(|&mut (_, class)| class);
        Layout { automaton: self, starts, classes: kept.len() }
    }
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
