//! A comparison with a matcher that follows the definition of each node, without an automaton.

use std::collections::BTreeSet;

use fastrand::Rng;

use super::super::syntax::{self, Assertion, Node, Syntax};
use super::ecmascript::{SEED, Texts, random_pattern};
use super::{PatternErrorKind, pattern};

/// A pattern and a text.
struct Matcher<'m> {
    syntax: &'m Syntax,
    text: Vec<char>,
}

impl Matcher<'_> {
    fn is_match(&self) -> bool {
        !self.ends(&self.syntax.root, (0..=self.text.len()).collect()).is_empty()
    }

    /// Returns the positions at which matches of `node` end that start at one of `starts`.
    fn ends(&self, node: &Node, starts: BTreeSet<usize>) -> BTreeSet<usize> {
        match node {
            Node::Empty => starts,
            Node::Set(set) => {
                starts.into_iter().filter(|&at| self.is_in(*set, at)).map(|at| at + 1).collect()
            }
            Node::Assertion(assertion) => {
                starts.into_iter().filter(|&at| self.holds(*assertion, at)).collect()
            }
            Node::Concat(nodes) => nodes.iter().fold(starts, |starts, node| self.ends(node, starts)),
            Node::Alternation(nodes) => {
                nodes.iter().flat_map(|node| self.ends(node, starts.clone())).collect()
            }
            Node::Repeat { node, min, max } => {
                let mut last = (0..*min).fold(starts, |starts, _| self.ends(node, starts));
                let mut ends = last.clone();
                for _ in *min..max.unwrap_or(u32::MAX) {
                    last = self.ends(node, last).difference(&ends).copied().collect();
                    if last.is_empty() {
                        break;
                    }
                    ends.extend(&last);
                }
                ends
            }
        }
    }

    fn is_in(&self, set: usize, at: usize) -> bool {
        let is_in = |&c: &char| {
            self.syntax.sets[set].ranges().iter().any(|range| (range.start()..=range.end()).contains(&c))
        };
        self.text.get(at).is_some_and(is_in)
    }

    fn holds(&self, assertion: Assertion, at: usize) -> bool {
        let is_word = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let before = at > 0 && is_word(&self.text[at - 1]);
        let after = self.text.get(at).is_some_and(is_word);
        match assertion {
            Assertion::Start => at == 0,
            Assertion::End => at == self.text.len(),
            Assertion::WordBoundary => before != after,
            Assertion::NotWordBoundary => before == after,
        }
    }
}

#[test]
fn random_patterns_match_by_definition() {
    let mut rng = Rng::with_seed(SEED);
    let (mut compared, mut matches) = (0, 0);
    for _ in 0..300 {
        let text = random_pattern(&mut rng, 2);
        let syntax = syntax::parse(&text).unwrap();
        let compiled = match pattern(&text) {
            Ok(compiled) => Some(compiled),
            Err(error) if error.kind == PatternErrorKind::MatchesNothing => None,
            Err(_) => continue,
        };
        let subjects = Texts::new(&syntax, rng.fork()).all();
        for subject in subjects.into_iter().filter(|subject| subject.len() <= 100) {
            let expected = Matcher { syntax: &syntax, text: subject.chars().collect() }.is_match();
            let result = compiled.is_some_and(|pattern| pattern.is_match(&subject));
            assert_eq!(result, expected, "{text} on {subject:?}");
            compared += 1;
            matches += usize::from(expected);
        }
    }
    assert!(compared > 40_000 && matches > 10_000 && matches < compared - 10_000, "{matches} of {compared}");
}
