//! A comparison with an independent ECMAScript engine: Node's, if it is installed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use fastrand::Rng;
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::super::syntax::{self, Node, Syntax};
use super::known::KNOWN;
use super::{PatternErrorKind, pattern};

pub const SEED: u64 = 0x00EC_0262;
const TEXTS: usize = 160;

/// Characters beyond ASCII that all versions of Unicode classify in the same way, one of each class
/// that patterns distinguish.
const POOL: &[(u32, u32)] = &[
    (0x80, 0x17F),
    (0x300, 0x36F),
    (0x378, 0x378),
    (0x391, 0x3A1),
    (0x410, 0x44F),
    (0x5D0, 0x5EA),
    (0x660, 0x669),
    (0x1680, 0x1680),
    (0x180E, 0x180E),
    (0x2000, 0x202F),
    (0x205F, 0x205F),
    (0x20A0, 0x20BF),
    (0x2160, 0x2170),
    (0x3000, 0x3002),
    (0x4E00, 0x4E80),
    (0xAC00, 0xAC20),
    (0xD7FF, 0xD7FF),
    (0xE000, 0xE002),
    (0xFEFF, 0xFEFF),
    (0xFFFC, 0xFFFF),
    (0x1_0000, 0x1_000B),
    (0x1_D400, 0x1_D454),
    (0x1_F600, 0x1_F64F),
    (0x2_0000, 0x2_0010),
    (0x10_FFFD, 0x10_FFFF),
];

/// An ECMAScript engine in another process.
struct Engine {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

/// The engine's result for a pattern and each of the texts.
struct Outcome {
    /// `u` if the engine accepts the pattern with that flag, `-` if only without, `x` if it rejects
    /// it.
    read: char,
    /// `None` if the engine stopped early.
    matches: Vec<Option<bool>>,
}

impl Engine {
    /// Starts the engine and returns its first line, or `None` if Node is not installed.
    fn start(data: Option<&str>) -> Option<(Self, String)> {
        let mut command = Command::new("node");
        command.args(["-e", include_str!("oracle.cjs"), "--"]).args(data);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let input = process.stdin.take()?;
        let mut output = BufReader::new(process.stdout.take()?).lines();
        let first = output.next()?.ok()?;
        Some((Self { process, input, output }, first))
    }

    fn ask(&mut self, pattern: &str, texts: &[String]) -> Outcome {
        writeln!(self.input, "{}", serde_json::json!([pattern, texts])).unwrap();
        let line = self.output.next().unwrap().unwrap();
        let mut line = line.chars();
        let read = line.next().unwrap();
        Outcome { read, matches: line.map(|c| c.to_digit(2).map(|digit| digit == 1)).collect() }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A generator of texts that match, texts that almost match, and others.
pub struct Texts<'s> {
    syntax: &'s Syntax,
    rng: Rng,
    pool: ClassUnicode,
}

impl<'s> Texts<'s> {
    pub fn new(syntax: &'s Syntax, rng: Rng) -> Self {
        let range = |&(first, last)| {
            ClassUnicodeRange::new(char::from_u32(first).unwrap(), char::from_u32(last).unwrap())
        };
        let mut pool = ClassUnicode::new(POOL.iter().map(range));
        pool.push(ClassUnicodeRange::new('\0', '\x7F'));
        Self { syntax, rng, pool }
    }

    pub fn all(&mut self) -> Vec<String> {
        let mut texts = vec![String::new(), "\n".to_owned(), "a".repeat(700)];
        while texts.len() < TEXTS {
            let mut text = Vec::new();
            self.matching(&self.syntax.root.clone(), &mut text);
            text.truncate(3000);
            // An unanchored pattern can match in the middle of a text.
            if self.rng.u8(..8) == 0 {
                text.insert(0, self.any());
            }
            let mut near = text.clone();
            for _ in 0..self.rng.usize(1..3) {
                self.mutate(&mut near);
            }
            let random = (0..self.rng.usize(..12)).map(|_| self.any()).collect();
            texts.push(text.iter().chain(&['\n']).collect());
            texts.extend([text, near, random].map(String::from_iter));
        }
        texts
    }

    fn any(&mut self) -> char {
        let set = match self.rng.usize(..4) {
            0 => self.pool.clone(),
            1 => ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7F')]),
            _ => match self.syntax.sets.len() {
                0 => self.pool.clone(),
                sets => self.syntax.sets[self.rng.usize(..sets)].clone(),
            },
        };
        self.of(&set).unwrap_or('-')
    }

    fn of(&mut self, set: &ClassUnicode) -> Option<char> {
        let mut known = set.clone();
        known.intersect(&self.pool);
        let set = if known.ranges().is_empty() { set } else { &known };
        let range = set.ranges().get(self.rng.usize(..set.ranges().len().max(1)))?;
        Some(self.rng.char(range.start()..=range.end()))
    }

    fn matching(&mut self, node: &Node, text: &mut Vec<char>) {
        match node {
            Node::Empty | Node::Assertion(_) => {}
            Node::Set(set) => text.extend(self.of(&self.syntax.sets[*set])),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.matching(node, text)),
            Node::Alternation(nodes) => {
                let branch = self.rng.usize(..nodes.len());
                self.matching(&nodes[branch], text);
            }
            Node::Repeat { node, min, max } => {
                let max = max.unwrap_or(min + 4);
                let count = match self.rng.u8(..10) {
                    0 => max,
                    // One repetition more, or one fewer, than allowed.
                    1 => max + 1,
                    2 => min.saturating_sub(1),
                    3 | 4 => *min,
                    _ => self.rng.u32(*min..=max.min(min + 6)),
                };
                for _ in 0..count {
                    if text.len() < 3000 {
                        self.matching(node, text);
                    }
                }
            }
        }
    }

    fn mutate(&mut self, text: &mut Vec<char>) {
        let at = self.rng.usize(..=text.len());
        let any = self.any();
        match self.rng.u8(..5) {
            0 => text.insert(at, any),
            1 if at < text.len() => drop(text.remove(at)),
            2 if at < text.len() => text.insert(at, text[at]),
            3 => text.truncate(at),
            _ if at < text.len() => text[at] = any,
            _ => text.push(any),
        }
    }
}

#[derive(Default)]
struct Counts {
    compiled: usize,
    /// The patterns that the engine accepts only without the `u` flag.
    without_u: usize,
    compared: usize,
    matches: usize,
    gave_up: usize,
    refused: BTreeMap<PatternErrorKind, Vec<String>>,
    differences: Vec<String>,
}

impl Counts {
    fn compare(&mut self, engine: &mut Engine, text: &str, rng: &mut Rng) {
        let compiled = match pattern(text) {
            Ok(compiled) => compiled,
            Err(error) => {
                let engines = engine.ask(text, &[]).read;
                if error.kind == PatternErrorKind::Syntax && engines != 'x' {
                    self.differences.push(format!("{text} is refused: {}", error.message));
                }
                if error.kind == PatternErrorKind::MatchesNothing {
                    let subjects = Texts::new(&syntax::parse(text).unwrap(), rng.fork()).all();
                    if engine.ask(text, &subjects).matches.contains(&Some(true)) {
                        self.differences.push(format!("{text} matches something, the engine says"));
                    }
                }
                self.refused.entry(error.kind).or_default().push(format!("{text}   {}", error.message));
                return;
            }
        };
        self.compiled += 1;
        let syntax = syntax::parse(text).unwrap();
        let mut subjects = Texts::new(&syntax, rng.fork()).all();
        let mut outcome = engine.ask(text, &subjects);
        if outcome.read == '-' {
            // Without `u` the engine works on UTF-16, so that other characters are omitted.
            self.without_u += 1;
            subjects.retain(|subject| subject.chars().all(|c| c <= '\u{FFFF}'));
            outcome = engine.ask(text, &subjects);
        }
        if outcome.read == 'x' {
            self.differences.push(format!("the engine rejects {text}"));
        }
        for (subject, engines) in subjects.iter().zip(outcome.matches) {
            match engines {
                None => self.gave_up += 1,
                Some(engines) => {
                    self.compared += 1;
                    self.matches += usize::from(engines);
                    if compiled.is_match(subject) != engines {
                        self.differences.push(format!("{text} on {subject:?}: the engine says {engines}"));
                    }
                }
            }
        }
    }

    fn report(&self, of: &str) {
        show(format_args!("{of}, seed {SEED:#x}"));
        show(format_args!(
            "compiled {}, of which {} are read without the `u` flag",
            self.compiled, self.without_u
        ));
        for (kind, patterns) in &self.refused {
            show(format_args!("rejected as {kind:?} {}", patterns.len()));
            patterns.iter().for_each(|pattern| show(format_args!("    {pattern}")));
        }
        show(format_args!(
            "texts compared {}, of which {} match; the engine gave up on {}",
            self.compared, self.matches, self.gave_up
        ));
        show(format_args!("differences {}", self.differences.len()));
        self.differences.iter().for_each(|difference| show(format_args!("    {difference}")));
    }
}

/// Compares all distinct patterns of the JSON services.
#[test]
fn patterns_of_botocore_match_as_in_the_engine() {
    let Ok(data) = std::env::var("BOTOCORE_DATA") else {
        show(format_args!(
            "left out: botocore's patterns, because BOTOCORE_DATA is not a folder of its data"
        ));
        return;
    };
    let Some((mut engine, first)) = Engine::start(Some(&data)) else {
        show(format_args!("left out: botocore's patterns, because `node` is not installed"));
        return;
    };
    let (services, patterns): (usize, Vec<String>) = serde_json::from_str(&first).unwrap();
    assert!(!patterns.is_empty(), "{data} has no models");
    let mut counts = Counts::default();
    let mut rng = Rng::with_seed(SEED);
    patterns.iter().for_each(|pattern| counts.compare(&mut engine, pattern, &mut rng));
    counts.report(&format!("{} distinct patterns of {services} services", patterns.len()));
    assert!(counts.differences.is_empty(), "{} differences", counts.differences.len());
    assert!(counts.matches > 0 && counts.matches < counts.compared);
}

/// Compares random patterns that use all of the syntax.
#[test]
fn random_patterns_match_as_in_the_engine() {
    let Some((mut engine, _)) = Engine::start(None) else {
        show(format_args!("left out: random patterns, because `node` is not installed"));
        return;
    };
    let mut counts = Counts::default();
    let mut rng = Rng::with_seed(SEED);
    for _ in 0..600 {
        let pattern = random_pattern(&mut rng, 2);
        counts.compare(&mut engine, &pattern, &mut rng);
    }
    counts.report("600 patterns made up");
    assert!(counts.differences.is_empty(), "{} differences", counts.differences.len());
    let nothing = counts.refused.get(&PatternErrorKind::MatchesNothing).map_or(0, Vec::len);
    assert!(counts.compiled > 400 && counts.compiled + nothing > 500);
}

/// Compares the expectations in `KNOWN` with the engine.
#[test]
fn known_patterns_match_as_in_the_engine() {
    let Some((mut engine, _)) = Engine::start(None) else {
        show(format_args!("left out: the known patterns, because `node` is not installed"));
        return;
    };
    for (text, matching, other) in KNOWN {
        let subjects: Vec<String> = matching.iter().chain(*other).map(|&text| text.to_owned()).collect();
        let outcome = engine.ask(text, &subjects);
        for (at, subject) in subjects.iter().enumerate() {
            assert_eq!(outcome.matches[at], Some(at < matching.len()), "{text} on {subject:?}");
        }
    }
}

const PIECES: &[&str] = &[
    "a",
    "b",
    "-",
    "_",
    "é",
    "😀",
    "\\n",
    "\\.",
    ".",
    "\\d",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "[^a]",
    "[ab-]",
    "[^\\s-]",
    "[\\w.]",
    "\\p{L}",
    "\\P{Lu}",
    "[^\\p{N}_]",
    "[^]",
    "[a-f]",
    "[^😀]",
    "\\u00e9",
    "\\b",
    "\\B",
    "^",
    "$",
    "(?:)",
];
const QUANTIFIERS: &[&str] = &["*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,3}", "{2,5}?", "{0}"];

pub fn random_pattern(rng: &mut Rng, depth: usize) -> String {
    let mut text = String::new();
    if rng.u8(..4) == 0 {
        text.push('^');
    }
    for _ in 0..rng.usize(1..5) {
        let piece = if depth > 0 && rng.u8(..3) == 0 {
            let branches: Vec<String> =
                (0..rng.usize(1..4)).map(|_| random_pattern(rng, depth - 1)).collect();
            let open = if rng.bool() { "(" } else { "(?:" };
            format!("{open}{})", branches.join("|"))
        } else {
            PIECES[rng.usize(..PIECES.len())].to_owned()
        };
        text.push_str(&piece);
        let is_assertion = ["\\b", "\\B", "^", "$"].contains(&piece.as_str());
        if !is_assertion && rng.u8(..3) == 0 {
            text.push_str(QUANTIFIERS[rng.usize(..QUANTIFIERS.len())]);
        }
    }
    if rng.u8(..4) == 0 {
        text.push('$');
    }
    text
}

/// Prints a line that a passing test shows too, because the test runner captures `println!`.
fn show(line: std::fmt::Arguments<'_>) {
    // In one write, so that lines of other tests don't come between.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
