//! A peer's text on one line.

use std::fmt::{self, Write as _};

/// Displays a peer's text on one line: control characters become spaces, so that the text can't
/// start a new line in a log.
pub struct OneLine<'a>(pub &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            let is_break = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
            f.write_char(if is_break { ' ' } else { c })
        })
    }
}
