//! The nondeterministic automaton of a pattern, by Thompson's construction.

use super::syntax::{Assertion, Node};

/// The maximum number of nodes after repetitions are written out. It suffices for every table
/// within the limit, and bounds time and memory for all others.
const NODES: usize = 1 << 18;

/// An automaton that can be in several states at the same time.
pub struct Nfa {
    pub start: usize,
    pub states: Vec<State>,
}

pub enum State {
    /// The text matches.
    Matched,
    /// Continues after one character of a set.
    Set { set: usize, next: usize },
    /// Continues if the assertion holds.
    Assertion { assertion: Assertion, next: usize },
    /// Continues in each of two states.
    Fork(usize, usize),
}

impl Nfa {
    /// Returns the automaton of a pattern, or `None` if it is too large.
    pub fn of(root: &Node) -> Option<Self> {
        let mut builder = Builder { states: vec![State::Matched], nodes: 0 };
        let start = builder.add(root, 0)?;
        Some(Self { start, states: builder.states })
    }
}

struct Builder {
    states: Vec<State>,
    /// The number of nodes so far.
    nodes: usize,
}

impl Builder {
    /// Adds the states of a node that continues in `next`, and returns its first state. A node is
    /// therefore added after the nodes that follow it.
    fn add(&mut self, node: &Node, next: usize) -> Option<usize> {
        self.nodes += 1;
        if self.nodes > NODES {
            return None;
        }
        match node {
            Node::Empty => Some(next),
            Node::Set(set) => Some(self.push(State::Set { set: *set, next })),
            Node::Assertion(assertion) => Some(self.push(State::Assertion { assertion: *assertion, next })),
            Node::Concat(nodes) => nodes.iter().rev().try_fold(next, |next, node| self.add(node, next)),
            Node::Alternation(nodes) => {
                let (last, others) = nodes.split_last()?;
                let last = self.add(last, next)?;
                others.iter().rev().try_fold(last, |rest, node| {
                    let first = self.add(node, next)?;
                    Some(self.push(State::Fork(first, rest)))
                })
            }
            // More repetitions of an empty text don't change anything.
            Node::Repeat { node, min, .. } if !takes_characters(node) => {
                if *min == 0 {
                    self.optional(node, next, next)
                } else {
                    self.add(node, next)
                }
            }
            Node::Repeat { node, min, max: Some(max) } => {
                let repeats = (*min..*max).try_fold(next, |first, _| self.optional(node, first, next))?;
                self.times(*min, node, repeats)
            }
            Node::Repeat { node, min, max: None } => {
                // The last required repetition is also the one that repeats.
                let again = self.push(State::Fork(next, next));
                let first = self.add(node, again)?;
                self.states[again] = State::Fork(first, next);
                if *min == 0 { Some(again) } else { self.times(*min - 1, node, first) }
            }
        }
    }

    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    /// Adds a node that continues in `next`, and a way around it to `around`.
    fn optional(&mut self, node: &Node, next: usize, around: usize) -> Option<usize> {
        let first = self.add(node, next)?;
        Some(self.push(State::Fork(first, around)))
    }

    fn times(&mut self, count: u32, node: &Node, next: usize) -> Option<usize> {
        (0..count).try_fold(next, |next, _| self.add(node, next))
    }
}

/// Returns `true` if a text of the node can be longer than the empty text.
fn takes_characters(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Assertion(_) => false,
        Node::Set(_) => true,
        Node::Concat(nodes) | Node::Alternation(nodes) => nodes.iter().any(takes_characters),
        Node::Repeat { node, max, .. } => *max != Some(0) && takes_characters(node),
    }
}
