//! Patterns that mean the same in ECMA 262 and in the regex crate, each written in its own
//! dialect. Their tables must match the same text as the regex crate.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use metering_core::pattern::Pattern;
use metering_syntax::pattern;

#[derive(Debug, Arbitrary)]
enum Node {
    Literal(char),
    Any,
    Escape(Escape),
    Class(bool, Vec<Item>),
    Start,
    End,
    Group(Box<Node>),
    Sequence(Vec<Node>),
    Alternatives(Box<Node>, Box<Node>),
    Repeated(Box<Node>, Repeat, bool),
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Escape {
    Digit,
    NotDigit,
    Word,
    NotWord,
    Space,
    NotSpace,
}

#[derive(Debug, Arbitrary)]
enum Item {
    One(char),
    Range(char, char),
    Escape(Escape),
}

#[derive(Debug, Arbitrary)]
enum Repeat {
    Optional,
    Any,
    Some,
    Exactly(u8),
    AtLeast(u8),
    Between(u8, u8),
}

/// A pattern in both dialects.
#[derive(Default)]
struct Both {
    ecma: String,
    rust: String,
}

impl Both {
    fn push(&mut self, text: &str) {
        self.ecma.push_str(text);
        self.rust.push_str(text);
    }

    fn literal(&mut self, c: char) {
        let code = u32::from(c);
        self.ecma.push_str(&format!("\\u{{{code:x}}}"));
        self.rust.push_str(&format!("\\x{{{code:x}}}"));
    }

    /// ECMA's white space and line terminators. In ECMA, `\d` and `\w` are ASCII.
    fn escape(&mut self, escape: Escape) {
        const SPACE: &str = r"\x{9}-\x{D}\x{20}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";
        let (ecma, set, not) = match escape {
            Escape::Digit => (r"\d", "0-9", false),
            Escape::NotDigit => (r"\D", "0-9", true),
            Escape::Word => (r"\w", "0-9A-Za-z_", false),
            Escape::NotWord => (r"\W", "0-9A-Za-z_", true),
            Escape::Space => (r"\s", SPACE, false),
            Escape::NotSpace => (r"\S", SPACE, true),
        };
        self.ecma.push_str(ecma);
        // The regex crate supports nested classes.
        self.rust.push_str(&format!("[{}{set}]", if not { "^" } else { "" }));
    }

    fn node(&mut self, node: &Node, depth: usize) {
        if depth > 6 {
            return;
        }
        match node {
            Node::Literal(c) => self.literal(*c),
            Node::Any => {
                self.ecma.push('.');
                self.rust.push_str(r"[^\n\r\x{2028}\x{2029}]");
            }
            Node::Escape(escape) => self.escape(*escape),
            Node::Class(not, items) => {
                let items = &items[..items.len().min(6)];
                if items.is_empty() {
                    self.ecma.push_str(if *not { "[^]" } else { "[]" });
                    self.rust.push_str(if *not { r"[\x{0}-\x{10FFFF}]" } else { r"[^\x{0}-\x{10FFFF}]" });
                    return;
                }
                self.push(if *not { "[^" } else { "[" });
                for item in items {
                    match item {
                        Item::One(c) => self.literal(*c),
                        Item::Range(from, to) => {
                            self.literal(*from.min(to));
                            self.push("-");
                            self.literal(*from.max(to));
                        }
                        Item::Escape(escape) => self.escape(*escape),
                    }
                }
                self.push("]");
            }
            Node::Start => self.push("^"),
            Node::End => self.push("$"),
            Node::Group(inner) => self.group(inner, depth),
            Node::Sequence(nodes) => nodes.iter().take(6).for_each(|node| self.node(node, depth + 1)),
            Node::Alternatives(one, other) => {
                self.push("(?:");
                self.node(one, depth + 1);
                self.push("|");
                self.node(other, depth + 1);
                self.push(")");
            }
            Node::Repeated(inner, repeat, lazy) => {
                self.group(inner, depth);
                let repeat = match repeat {
                    Repeat::Optional => "?".to_owned(),
                    Repeat::Any => "*".to_owned(),
                    Repeat::Some => "+".to_owned(),
                    Repeat::Exactly(n) => format!("{{{}}}", n % 6),
                    Repeat::AtLeast(n) => format!("{{{},}}", n % 6),
                    Repeat::Between(n, m) => format!("{{{},{}}}", n % 6, n % 6 + m % 6),
                };
                self.push(&repeat);
                if *lazy {
                    self.push("?");
                }
            }
        }
    }

    fn group(&mut self, inner: &Node, depth: usize) {
        self.push("(?:");
        self.node(inner, depth + 1);
        self.push(")");
    }
}

fuzz_target!(|input: (Node, Vec<&str>)| {
    let (node, texts) = input;
    let mut both = Both::default();
    both.node(&node, 0);
    // A refused pattern is too large, or AWS would not use it.
    let Ok(table) = pattern::compile(&both.ecma) else { return };
    let Ok(oracle) = regex::Regex::new(&both.rust) else { return };
    let table: &'static [u8] = Box::leak(table.bytes.into_boxed_slice());
    let pattern = Pattern::from_table("", table);
    for text in texts.into_iter().take(8).chain([""]) {
        assert_eq!(
            pattern.is_match(text),
            oracle.is_match(text),
            "{:?} (to the oracle {:?}) on {text:?}",
            both.ecma,
            both.rust
        );
    }
});
