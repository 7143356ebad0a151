//! The layout of source, like rustfmt's default.

use std::fmt::Write as _;

use super::super::Text;
use super::super::text::{literal, one_line};

/// The width of a line.
pub const WIDTH: usize = 100;
/// The width of an attribute's arguments on one line.
const ATTRIBUTE_WIDTH: usize = 70;

/// The printed source.
///
/// Texts from the model get in only as [`docs`](Self::docs) or [`comment`](Self::comment), which
/// remove everything that ends a line, or as literals.
#[derive(Default)]
pub struct Source(String);

impl Source {
    pub fn finish(self) -> String {
        self.0
    }

    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Prints a line of code.
    pub fn code(&mut self, indent: usize, code: &str) {
        let _ = writeln!(self.0, "{:indent$}{code}", "");
    }

    /// Prints a doc comment.
    pub fn docs(&mut self, indent: usize, lines: &[String]) {
        for line in lines {
            self.code(indent, format!("/// {}", one_line(line)).trim_end());
        }
    }

    /// Prints the first line of a module's documentation.
    pub fn module_docs(&mut self, line: &str) {
        self.code(0, format!("//! {}", one_line(line)).trim_end());
    }

    /// Prints an ordinary comment, wrapped between words.
    pub fn comment(&mut self, indent: usize, text: &str) {
        let mut line = String::from("//");
        let mut columns = indent + 2;
        for word in one_line(text).split_whitespace() {
            let added = 1 + word.chars().count();
            if line.len() > 2 && columns + added > WIDTH {
                self.code(indent, &line);
                line = String::from("//");
                columns = indent + 2;
            }
            line.push(' ');
            line.push_str(word);
            columns += added;
        }
        self.code(indent, &line);
    }

    /// Prints an attribute, unless it has no arguments.
    ///
    /// rustfmt formats attributes whose arguments are all literals, and leaves others unchanged.
    pub fn attribute(&mut self, indent: usize, name: &str, arguments: &[Argument]) {
        if arguments.is_empty() {
            return;
        }
        let literal = arguments.iter().all(Argument::is_literal);
        for line in lines(&format!("#[{name}"), arguments, indent, "]", literal) {
            self.code(indent, &line);
        }
    }

    /// Prints `pub name: Type,`.
    pub fn field(&mut self, name: &str, ty: &str) {
        let line = format!("pub {name}: {ty},");
        if 4 + line.len() <= WIDTH {
            self.code(4, &line);
        } else {
            self.code(4, &format!("pub {name}:"));
            self.code(8, &format!("{ty},"));
        }
    }

    /// Prints `Name(Type),`.
    pub fn variant(&mut self, name: &str, types: &str) {
        let line = format!("{name}({types}),");
        if 4 + line.len() <= WIDTH {
            self.code(4, &line);
        } else {
            self.code(4, &format!("{name}("));
            for ty in types.split(", ") {
                self.code(8, &format!("{ty},"));
            }
            self.code(4, "),");
        }
    }

    /// Prints `use path::{a, b};` for sorted names.
    pub fn import(&mut self, path: &str, names: &[&str]) {
        match names {
            [] => {}
            [name] => self.code(0, &format!("use {path}::{name};")),
            names => {
                let line = format!("use {path}::{{{}}};", names.join(", "));
                if line.len() <= WIDTH {
                    self.code(0, &line);
                    return;
                }
                self.code(0, &format!("use {path}::{{"));
                let mut line = String::new();
                for name in names {
                    if 4 + line.len() + name.len() + 2 > WIDTH {
                        self.code(4, line.trim_end());
                        line.clear();
                    }
                    line.push_str(name);
                    line.push_str(", ");
                }
                self.code(4, line.trim_end());
                self.code(0, "};");
            }
        }
    }
}

/// An argument of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// `key`, or `key = "text"`
    Literal(String),
    /// Anything that rustfmt doesn't format, such as `length = 1..`.
    Tokens(String),
    /// `key(…)`
    List(&'static str, Vec<Argument>),
}

impl Argument {
    /// Returns `key`.
    pub fn flag(key: &str) -> Self {
        Argument::Literal(key.to_owned())
    }

    /// Returns `key = "text"` with a text from the model.
    pub fn string(key: &str, value: &Text) -> Self {
        Argument::Literal(format!("{key} = {}", value.literal()))
    }

    /// Returns `key = "text"`.
    pub fn literal(key: &str, value: &'static str) -> Self {
        Argument::Literal(format!("{key} = {}", literal(value)))
    }

    /// Returns `key = tokens`.
    pub fn tokens(tokens: String) -> Self {
        Argument::Tokens(tokens)
    }

    fn is_literal(&self) -> bool {
        match self {
            Argument::Literal(_) => true,
            Argument::Tokens(_) => false,
            Argument::List(_, arguments) => arguments.iter().all(Argument::is_literal),
        }
    }

    pub fn text(&self) -> String {
        match self {
            Argument::Literal(text) | Argument::Tokens(text) => text.clone(),
            Argument::List(name, arguments) => format!("{name}({})", joined(arguments)),
        }
    }
}

/// Returns the source of each argument.
pub fn texts(arguments: &[Argument]) -> Vec<String> {
    arguments.iter().map(Argument::text).collect()
}

fn joined(arguments: &[Argument]) -> String {
    arguments.iter().map(Argument::text).collect::<Vec<_>>().join(", ")
}

/// Lays out `name(arguments)end`: on one line if it fits, with an only list on the line of its
/// owner, or with one argument per line.
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
