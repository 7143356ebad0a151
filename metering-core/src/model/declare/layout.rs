//! The layout of source, as rustfmt has it by default.

use std::fmt::Write as _;

/// The width of a line.
pub(super) const WIDTH: usize = 100;
/// The width of an attribute's arguments on one line.
const ATTRIBUTE_WIDTH: usize = 70;

/// Source as it grows.
#[derive(Default)]
pub(super) struct Source(pub(super) String);

impl Source {
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        if text.is_empty() {
            self.0.push('\n');
        } else {
            let _ = writeln!(self.0, "{:indent$}{text}", "");
        }
    }

    /// A doc comment.
    pub(super) fn docs(&mut self, indent: usize, lines: &[String]) {
        for line in lines {
            self.line(indent, format!("/// {line}").trim_end());
        }
    }

    /// A comment that is no documentation, broken between words.
    pub(super) fn comment(&mut self, indent: usize, text: &str) {
        let mut line = String::from("//");
        for word in text.split_whitespace() {
            if line.len() > 2 && indent + line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(indent, &line);
                line = String::from("//");
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(indent, &line);
    }

    /// An attribute with arguments; nothing where there are none.
    ///
    /// rustfmt lays out those whose arguments are all literals, and leaves the others as they are.
    pub(super) fn attribute(&mut self, indent: usize, name: &str, arguments: &[Argument]) {
        if arguments.is_empty() {
            return;
        }
        let literal = arguments.iter().all(Argument::is_literal);
        for line in lines(&format!("#[{name}"), arguments, indent, "]", literal) {
            self.line(indent, &line);
        }
    }

    /// `pub name: Type,`
    pub(super) fn field(&mut self, name: &str, ty: &str) {
        let line = format!("pub {name}: {ty},");
        if 4 + line.len() <= WIDTH {
            self.line(4, &line);
        } else {
            self.line(4, &format!("pub {name}:"));
            self.line(8, &format!("{ty},"));
        }
    }

    /// `Name(Type),`
    pub(super) fn variant(&mut self, name: &str, types: &str) {
        let line = format!("{name}({types}),");
        if 4 + line.len() <= WIDTH {
            self.line(4, &line);
        } else {
            self.line(4, &format!("{name}("));
            for ty in types.split(", ") {
                self.line(8, &format!("{ty},"));
            }
            self.line(4, "),");
        }
    }

    /// `use path::{a, b};`, sorted.
    pub(super) fn import(&mut self, path: &str, names: &[&str]) {
        match names {
            [] => {}
            [name] => self.line(0, &format!("use {path}::{name};")),
            names => {
                let line = format!("use {path}::{{{}}};", names.join(", "));
                if line.len() <= WIDTH {
                    self.line(0, &line);
                    return;
                }
                self.line(0, &format!("use {path}::{{"));
                let mut line = String::new();
                for name in names {
                    if 4 + line.len() + name.len() + 2 > WIDTH {
                        self.line(4, line.trim_end());
                        line.clear();
                    }
                    line.push_str(name);
                    line.push_str(", ");
                }
                self.line(4, line.trim_end());
                self.line(0, "};");
            }
        }
    }
}

/// An argument of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) enum Argument {
    /// `key`, or `key = "text"`
    Literal(String),
    /// Anything that rustfmt does not know its way in, as `length = 1..`.
    Tokens(String),
    /// `key(…)`
    List(&'static str, Vec<Argument>),
}

impl Argument {
    /// `key`
    pub(super) fn flag(key: &str) -> Self {
        Argument::Literal(key.to_owned())
    }

    /// `key = "text"`
    pub(super) fn string(key: &str, value: &str) -> Self {
        Argument::Literal(format!("{key} = {}", string(value)))
    }

    fn is_literal(&self) -> bool {
        match self {
            Argument::Literal(_) => true,
            Argument::Tokens(_) => false,
            Argument::List(_, arguments) => arguments.iter().all(Argument::is_literal),
        }
    }

    pub(in crate::model) fn text(&self) -> String {
        match self {
            Argument::Literal(text) | Argument::Tokens(text) => text.clone(),
            Argument::List(name, arguments) => format!("{name}({})", joined(arguments)),
        }
    }
}

fn joined(arguments: &[Argument]) -> String {
    arguments.iter().map(Argument::text).collect::<Vec<_>>().join(", ")
}

/// `name(arguments)end`, on one line where it fits, else one argument a line, or the only list on
/// the line of its owner.
fn lines(name: &str, arguments: &[Argument], indent: usize, end: &str, literal: bool) -> Vec<String> {
    let inner = joined(arguments);
    let line = format!("{name}({inner}){end}");
    let fits = indent + line.chars().count() < WIDTH;
    if fits && (inner.len() <= ATTRIBUTE_WIDTH || arguments.len() == 1 || !literal) {
        return vec![line];
    }
    if let [Argument::List(only, arguments)] = arguments {
        return lines(&format!("{name}({only}"), arguments, indent, &format!("){end}"), literal);
    }
    let mut found = vec![format!("{name}(")];
    for (at, argument) in arguments.iter().enumerate() {
        let comma = if at + 1 < arguments.len() || !literal { "," } else { "" };
        match argument {
            Argument::List(name, arguments) => {
                let inner = lines(name, arguments, indent + 4, comma, literal);
                found.extend(inner.into_iter().map(|line| format!("    {line}")));
            }
            argument => found.push(format!("    {}{comma}", argument.text())),
        }
    }
    found.push(format!("){end}"));
    found
}

/// A string as a literal, raw where that spares backslashes.
pub(super) fn string(text: &str) -> String {
    let is_seen = |c: char| matches!(c, '\\' | '"' | '\'') || c.escape_debug().len() == 1;
    if text.contains(['\\', '"']) && text.chars().all(is_seen) {
        let hashes = if !text.contains('"') {
            ""
        } else if !text.contains("\"#") {
            "#"
        } else if !text.contains("\"##") {
            "##"
        } else {
            return format!("{text:?}");
        };
        format!("r{hashes}\"{text}\"{hashes}")
    } else {
        format!("{text:?}")
    }
}

/// The text of a literal that [`string`] wrote.
pub(in crate::model) fn unquoted(literal: &str) -> Option<String> {
    match literal.strip_prefix('r') {
        Some(raw) => {
            let raw = raw.trim_start_matches('#').strip_prefix('"')?;
            Some(raw.trim_end_matches('#').strip_suffix('"')?.to_owned())
        }
        None => serde_json::from_str(literal).ok(),
    }
}
