//! `pattern = "…"`: from its text to the table that `metering_core::pattern::Pattern` walks.
//!
//! The dialect is that of Smithy, ECMA 262: read as with its `u` flag, and where a pattern is not
//! valid under that, with the leniency of its Annex B (`\_`, a lone `]`) as far as that can be
//! meant. What other dialects would understand and ECMA 262 would silently read otherwise (`\A`,
//! `&&`, `{,3}`) is refused, each with what to write instead.
//!
//! [`syntax`] reads the text, [`table`] makes the automaton. Both deal in code points, never in bytes or UTF-16 units:
//! code points that the pattern never tells apart are one class, so a state costs a few numbers
//! even where a class is `\p{L}`, and the automaton of `[\p{L}\p{N}]{1,256}` has 257 states.

mod syntax;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Table {
    /// Laid out as `metering_core::pattern::Pattern` says; to be written as a byte string.
    pub(crate) bytes: Vec<u8>,
}

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternError {
    pub(crate) kind: PatternErrorKind,
    /// Lower case, no full stop, the fix in it.
    pub(crate) message: String,
    /// The bytes of the pattern that it is about; none when it is about all of it.
    pub(crate) span: Option<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PatternErrorKind {
    /// Not a pattern of ECMA 262.
    Syntax,
    /// `(?=…)` and its like.
    LookAround,
    /// `\1`, `\k<name>`.
    BackReference,
    /// Of another dialect, mostly Java's.
    Dialect,
    /// The automaton would be beyond [`table::CELLS`].
    TooLarge,
    /// No text is matched by it.
    MatchesNothing,
}

/// Compiles `pattern`.
pub(crate) fn compile(pattern: &str) -> Result<Table, PatternError> {
    let bytes = table::build(syntax::parse(pattern)?).map_err(|mut error| {
        if error.kind == PatternErrorKind::MatchesNothing
            && pattern.starts_with('/')
            && pattern.ends_with('/')
        {
            error.message = "no text matches this pattern; leave the slashes out".to_owned();
        }
        error
    })?;
    Ok(Table { bytes })
}
