//! Texts of messages, in the sources and in the output of rustc.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// An error in the output of rustc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// rustc's code, such as `E0277`. An error of a macro has none.
    pub code: Option<String>,
    pub message: String,
    /// The file, line and column.
    pub place: String,
}

/// The errors in the output of rustc.
pub fn errors(stderr: &str) -> impl Iterator<Item = Error> {
    let lines: Vec<&str> = stderr.lines().collect();
    let mut errors = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((_, message)) = line.starts_with("error").then(|| line.split_once(": ")).flatten() else {
            continue;
        };
        if message.starts_with("aborting due to") || message.starts_with("could not compile") {
            continue;
        }
        let place =
            lines.get(at + 1).and_then(|next| next.trim_start().strip_prefix("--> ")).unwrap_or_default();
        let message = message.trim_start_matches("evaluation panicked: ").to_owned();
        let code = line.strip_prefix("error[").and_then(|rest| Some(rest.split_once(']')?.0.to_owned()));
        errors.push(Error { code, message, place: place.to_owned() });
    }
    errors.into_iter()
}

/// The texts of the macros' messages, with placeholders in braces.
pub static MACROS: LazyLock<Vec<String>> = LazyLock::new(|| {
    sources("metering-macros/src/messages").iter().flat_map(|source| literals(source)).collect()
});

/// The texts about patterns.
static PATTERNS: LazyLock<Vec<String>> = LazyLock::new(|| {
    sources("metering-macros/syntax/src/pattern").iter().flat_map(|source| literals(source)).collect()
});

/// The texts of the runtime's messages about trait bounds.
static BOUNDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let sources = ["metering-core/src", "metering-client/src"].into_iter().flat_map(sources);
    let sources: Vec<String> = sources.collect();
    let attributes = sources.iter().flat_map(|source| source.split("message = ").skip(1));
    attributes.filter_map(|rest| literals(rest).into_iter().next()).collect()
});

pub fn is_of_macros(message: &str) -> bool {
    // Short texts are parts of others.
    MACROS.iter().chain(&*PATTERNS).filter(|text| text.len() > 12).any(|text| matches(text, message))
}

pub fn is_of_bounds(message: &str) -> bool {
    BOUNDS.iter().any(|text| matches(text, message))
}

fn sources(directory: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(directory);
    let mut sources = Vec::new();
    let mut directories = vec![root];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("the sources exist").flatten() {
            let path = entry.path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(path).expect("a source is text"));
            }
        }
    }
    sources
}

/// Returns `true` if a line contains the text, with anything in place of its placeholders.
pub fn matches(text: &str, line: &str) -> bool {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let parts = text.split('{').enumerate().map(|(index, part)| {
        let part = if index == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) };
        part.replace('\u{1}', "{").replace('\u{2}', "}")
    });
    let mut rest = line;
    for part in parts {
        match rest.find(&part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// The string literals of a source, without comments.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.chars().chain(['\n']));
    while let Some(character) = characters.next() {
        if character != '"' {
            continue;
        }
        let mut literal = String::new();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => literal.extend(characters.next()),
                _ => literal.push(character),
            }
        }
        found.push(literal);
    }
    found
}
