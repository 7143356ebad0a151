//! Text from a model, which must not change the meaning of the source that it is printed into.

use std::fmt;

use super::docs;

/// A text that comes from a model: documentation, a version, a pattern or a name on the wire.
///
/// It may hold anything, including line breaks and quotes. Therefore it has no `Display`, and a
/// `format!` that prints it does not compile. To print it, call the method for the place: a doc
/// comment, a literal, inline code or a message.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(String);

impl Text {
    /// Creates a text.
    pub fn new(text: impl Into<String>) -> Self {
        Text(text.into())
    }

    /// Returns the text as the model has it. To print it, use another method.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Converts HTML to the lines of a doc comment.
    pub(super) fn html(&self, width: usize) -> Vec<String> {
        docs::markdown(&self.0, width)
    }

    /// Escapes plain text as one line of a doc comment.
    pub(super) fn doc_line(&self) -> String {
        let html = self.0.replace('&', "&amp;").replace('<', "&lt;");
        docs::markdown(&html, usize::MAX).join(" ")
    }

    /// Returns the text as one line for a message or an ordinary comment.
    pub(super) fn line(&self) -> String {
        one_line(&self.0)
    }

    /// Returns the text as inline code of a doc comment, without the backticks around it.
    pub(super) fn code(&self) -> String {
        one_line(&self.0).replace('`', "'").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Returns the text as a string literal, raw if that avoids backslashes.
    pub(super) fn literal(&self) -> String {
        literal(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text(text)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

/// Returns `true` for the characters that change the direction of text. rustc rejects them in
/// comments and literals.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Replaces line breaks and control characters by spaces, and removes direction characters.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().filter(|c| !is_direction(*c)).map(|c| if breaks(c) { ' ' } else { c }).collect()
}

/// Returns the text with `\n` for each line break and without other control and direction
/// characters, except tabs.
pub(super) fn printable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    text.replace(|c: char| is_direction(c) || c.is_control() && c != '\n' && c != '\t', "")
}

/// Returns a string literal, raw if that avoids backslashes.
pub(super) fn literal(text: &str) -> String {
    let is_plain = |c: char| matches!(c, '\\' | '"' | '\'') || c.escape_debug().len() == 1;
    if !text.contains(['\\', '"']) || !text.chars().all(is_plain) {
        return format!("{text:?}");
    }
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
}

/// Returns the text of a literal that [`literal`] wrote.
pub(super) fn unquoted(literal: &str) -> Option<String> {
    match literal.strip_prefix('r') {
        Some(raw) => {
            let raw = raw.trim_start_matches('#').strip_prefix('"')?;
            Some(raw.trim_end_matches('#').strip_suffix('"')?.to_owned())
        }
        None => serde_json::from_str(literal).ok(),
    }
}
