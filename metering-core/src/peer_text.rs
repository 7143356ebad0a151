//! Text from other parties: servers, proxies, child processes and files.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// Text from a server, a proxy, a child process or a file, displayed on one line of bounded length.
///
/// `Display` and `Debug` write line breaks, other control characters and the characters that change
/// the direction of text as escapes (`\n`, `\u{202e}`), so that the text can't forge a line of a
/// log. After the limit they write `…`. The limit is [`PeerText::LIMIT`] characters unless
/// [`limit`](PeerText::limit) sets another one.
///
/// ```
/// use metering_core::error::PeerText;
/// assert_eq!(PeerText::new("denied\nINFO all is well").to_string(), r"denied\nINFO all is well");
/// assert_eq!(PeerText::new("throttled").limit(5).to_string(), "throt…");
/// ```
#[derive(Clone, Copy)]
pub struct PeerText<T> {
    text: T,
    limit: usize,
}

impl<T: fmt::Display> PeerText<T> {
    /// The default limit, in characters.
    pub const LIMIT: usize = 1000;

    /// Wraps a text.
    pub fn new(text: T) -> Self {
        PeerText { text, limit: Self::LIMIT }
    }

    /// Sets the maximum number of characters to display.
    #[must_use]
    pub fn limit(self, characters: usize) -> Self {
        PeerText { limit: characters, ..self }
    }
}

impl<'a> PeerText<&'a str> {
    /// Wraps a name, such as an error code or a request id, and displays at most 200 characters.
    #[must_use]
    pub fn name(text: &'a str) -> Self {
        PeerText::new(text).limit(200)
    }

    /// Returns the displayed text.
    pub(crate) fn into_text(self) -> Cow<'a, str> {
        if self.text.len() <= self.limit && !self.text.contains(needs_escape) {
            Cow::Borrowed(self.text)
        } else {
            Cow::Owned(self.to_string())
        }
    }
}

impl<T: fmt::Display> fmt::Display for PeerText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine { to: f, remaining: self.limit, is_truncated: false };
        write!(line, "{}", self.text)
    }
}

impl<T: fmt::Display> fmt::Debug for PeerText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The key of a map in a path: quoted, escaped, and at most 64 characters.
pub(crate) struct MapKey<'a>(pub &'a str);

impl fmt::Display for MapKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", PeerText::new(self.0.escape_debug()).limit(64))
    }
}

/// A writer that escapes and truncates its input.
struct OneLine<'a, 'b> {
    to: &'a mut fmt::Formatter<'b>,
    /// The number of characters that may still be written.
    remaining: usize,
    is_truncated: bool,
}

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut plain = 0;
        for (at, character) in text.char_indices() {
            if self.remaining == 0 {
                self.to.write_str(&text[plain..at])?;
                let first = !std::mem::replace(&mut self.is_truncated, true);
                return if first { self.to.write_char('…') } else { Ok(()) };
            }
            self.remaining -= 1;
            if needs_escape(character) {
                self.to.write_str(&text[plain..at])?;
                plain = at + character.len_utf8();
                // `escape_default` has short forms for `\n`, `\r` and `\t` only.
                write!(self.to, "{}", character.escape_default())?;
            }
        }
        self.to.write_str(&text[plain..])
    }
}

/// Returns `true` for characters that end a line, control a terminal, or change the direction of
/// the text after them (Unicode's `Bidi_Control`).
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::PeerText;

    #[test]
    fn every_text_is_one_line_without_control_characters() {
        let all: String = ('\0'..=char::MAX).step_by(1).take(0x3000).collect();
        let shown = PeerText::new(&all).limit(usize::MAX).to_string();
        assert!(!shown.chars().any(super::needs_escape));
        assert!(shown.contains(r"\n") && shown.contains(r"\u{202e}") && shown.contains(r"\u{2028}"));
        assert!(shown.contains("é"));
    }

    #[test]
    fn a_text_is_truncated_once_however_it_is_written() {
        let long = PeerText::new(format_args!("{}{}{}", "ab", "cdé", "fg")).to_string();
        assert_eq!(long, "abcdéfg");
        for (limit, expected) in [(0, "…"), (2, "ab…"), (5, "abcdé…"), (7, "abcdéfg")] {
            let text = format!("{}", PeerText::new(format_args!("{}{}{}", "ab", "cdé", "fg")).limit(limit));
            assert_eq!(text, expected);
        }
    }
}
