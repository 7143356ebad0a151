//! The deterministic automaton of a pattern, by the subset construction.
//!
//! It works on classes of code points, so that it needs no states for the bytes of UTF-8. Only the
//! existence of a match matters, so the construction needs no order of alternatives.

use std::collections::HashMap;
use std::rc::Rc;

use super::nfa::{self, Nfa};
use super::syntax::Assertion;

/// The maximum number of transitions before states and classes are merged: twice the number in a
/// table.
const CELLS: usize = 1 << 17;

/// The maximum number of steps through the nondeterministic automaton. It suffices for every table
/// within the limit, and bounds time and memory for all others.
const STEPS: usize = 1 << 21;

/// The states in which a walk ends, by number.
pub const DEAD: usize = 0;
pub const MATCHED: usize = 1;

/// The classes of code points.
pub struct Alphabet {
    /// `true` for each class of word characters, if the pattern asks for word boundaries.
    pub is_word: Vec<bool>,
    /// For each set, `true` for each class in it.
    pub sets: Vec<Vec<bool>>,
}

/// A deterministic automaton over classes. Its first two states are [`DEAD`] and [`MATCHED`].
pub struct Automaton {
    pub start: usize,
    pub states: Vec<State>,
}

pub struct State {
    /// The next state of each class.
    pub next: Vec<usize>,
    /// `true` if a text can end in this state.
    pub is_final: bool,
}

/// The text before a position, as far as assertions ask for it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Before {
    is_start: bool,
    is_word: bool,
}

/// The text after a position.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Unknown,
    End,
    Character { is_word: bool },
}

/// The states of the nondeterministic automaton that form one state of the deterministic one.
#[derive(PartialEq, Eq, Hash)]
struct Subset {
    /// The states that continue after a character. Ascending.
    sets: Vec<usize>,
    /// The assertions that depend on the next character. Ascending.
    assertions: Vec<usize>,
    /// The text before the assertions.
    before: Before,
}

impl Automaton {
    /// Returns the automaton of a pattern, or `None` if it is too large.
    pub fn of(nfa: &Nfa, alphabet: &Alphabet) -> Option<Self> {
        Builder {
            nfa,
            alphabet,
            rounds: vec![0; nfa.states.len()],
            round: 0,
            steps: 0,
            numbers: HashMap::new(),
            subsets: Vec::new(),
        }
        .build()
    }

    /// Merges states that can't reach a match into [`DEAD`], and states that can't fail into
    /// [`MATCHED`]. States in which a text can end are last.
    pub fn settled(self) -> Self {
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
}

struct Builder<'n> {
    nfa: &'n Nfa,
    alphabet: &'n Alphabet,
    /// The last call of `follow` that has reached each state.
    rounds: Vec<usize>,
    round: usize,
    /// The number of steps so far.
    steps: usize,
    /// The number of each subset.
    numbers: HashMap<Rc<Subset>, usize>,
    /// The subsets by number, without the first two states.
    subsets: Vec<Rc<Subset>>,
}

impl<'n> Builder<'n> {
    fn build(mut self) -> Option<Automaton> {
        let classes = self.alphabet.is_word.len();
        let mut states = vec![
            State { next: vec![DEAD; classes], is_final: false },
            State { next: vec![MATCHED; classes], is_final: true },
        ];
        let start = self.follow(&[self.nfa.start], Before { is_start: true, is_word: false }, After::Unknown);
        let start = self.number(start);
        while let Some(subset) = self.subsets.get(states.len() - 2).cloned() {
            states.push(self.state(&subset));
            if states.len() * classes > CELLS || self.steps > STEPS {
                return None;
            }
        }
        Some(Automaton { start, states })
    }

    fn state(&mut self, subset: &Subset) -> State {
        let is_final = !subset.assertions.is_empty()
            && self.follow(&subset.assertions, subset.before, After::End).is_none();
        let transitions = [false, true].map(|is_word| self.transitions(subset, is_word));

        // Most classes have the same targets as another class.
        let mut known: Vec<(Vec<usize>, bool, usize)> = Vec::new();
        let mut next = Vec::with_capacity(self.alphabet.is_word.len());
        for (class, &is_word) in self.alphabet.is_word.iter().enumerate() {
            let Some(transitions) = &transitions[usize::from(is_word)] else {
                next.push(MATCHED);
                continue;
            };
            let mut targets = vec![self.nfa.start];
            for &(set, target) in transitions {
                if set[class] {
                    targets.push(target);
                }
            }
            let same = known.iter().find(|(others, word, _)| *others == targets && *word == is_word);
            let number = if let Some((_, _, number)) = same {
                *number
            } else {
                let before = Before { is_start: false, is_word };
                let subset = self.follow(&targets, before, After::Unknown);
                let number = self.number(subset);
                known.push((targets, is_word, number));
                number
            };
            next.push(number);
        }
        State { next, is_final }
    }

    /// Returns the transitions with a character, each as its set and its target, or `None` if the
    /// text matches before that character.
    fn transitions(&mut self, subset: &Subset, is_word: bool) -> Option<Vec<(&'n [bool], usize)>> {
        let mut sets = subset.sets.clone();
        if !subset.assertions.is_empty() {
            let after = After::Character { is_word };
            sets.extend(self.follow(&subset.assertions, subset.before, after)?.sets);
        }
        let mut transitions = Vec::new();
        for state in sets {
            if let nfa::State::Set { set, next } = self.nfa.states[state] {
                transitions.push((&*self.alphabet.sets[set], next));
            }
        }
        Some(transitions)
    }

    /// Follows the transitions without a character. Returns `None` for a match.
    fn follow(&mut self, from: &[usize], before: Before, after: After) -> Option<Subset> {
        self.round += 1;
        let mut subset = Subset { sets: Vec::new(), assertions: Vec::new(), before: Before::default() };
        let mut open = from.to_vec();
        while let Some(state) = open.pop() {
            if std::mem::replace(&mut self.rounds[state], self.round) == self.round {
                continue;
            }
            self.steps += 1;
            match self.nfa.states[state] {
                nfa::State::Matched => return None,
                nfa::State::Set { .. } => subset.sets.push(state),
                nfa::State::Fork(one, other) => open.extend([one, other]),
                nfa::State::Assertion { assertion, next } => match holds(assertion, before, after) {
                    Some(true) => open.push(next),
                    Some(false) => {}
                    None => subset.assertions.push(state),
                },
            }
        }
        subset.sets.sort_unstable();
        subset.assertions.sort_unstable();
        if !subset.assertions.is_empty() {
            subset.before = before;
        }
        Some(subset)
    }

    /// Returns the number of the state for the result of `follow`.
    fn number(&mut self, subset: Option<Subset>) -> usize {
        let Some(subset) = subset else { return MATCHED };
        if subset.sets.is_empty() && subset.assertions.is_empty() {
            return DEAD;
        }
        if let Some(&number) = self.numbers.get(&subset) {
            return number;
        }
        let subset = Rc::new(subset);
        self.subsets.push(Rc::clone(&subset));
        self.numbers.insert(subset, self.subsets.len() + 1);
        self.subsets.len() + 1
    }
}

/// Returns `None` if the result depends on the unknown text.
fn holds(assertion: Assertion, before: Before, after: After) -> Option<bool> {
    let word_after = match after {
        After::Unknown => None,
        After::End => Some(false),
        After::Character { is_word } => Some(is_word),
    };
    match assertion {
        Assertion::Start => Some(before.is_start),
        Assertion::End => (after != After::Unknown).then_some(after == After::End),
        Assertion::WordBoundary => Some(before.is_word != word_after?),
        Assertion::NotWordBoundary => Some(before.is_word == word_after?),
    }
}
