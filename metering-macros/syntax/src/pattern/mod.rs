//! The compiler of `pattern = "…"`: from a pattern's text to the table that
//! `metering_core::pattern::Pattern` walks.
//!
//! The dialect is Smithy's, ECMA 262. A pattern is read with the `u` flag; a pattern that is
//! invalid under that flag is read with the leniency of Annex B (`\_`, a lone `]`) if its meaning
//! is clear. Syntax of other dialects that ECMA 262 would silently read differently (`\A`, `&&`,
//! `{,3}`) is rejected, and the error says what to write instead.
//!
//! The module `syntax` parses the text, `nfa` and `dfa` build the automaton, and `table` writes it.
//! They work on code points, not on bytes or UTF-16 units. Code points that the pattern never
//! distinguishes form one class, so a state costs a few numbers even for `\p{L}`, and the automaton
//! of `[\p{L}\p{N}]{1,256}` has 257 states.

mod dfa;
mod nfa;
mod syntax;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// A compiled pattern.
#[derive(Debug)]
pub struct Table {
    /// The table in the layout of `metering_core::pattern::Pattern`, to be written as a byte
    /// string.
    pub bytes: Vec<u8>,
}

/// The reason why a pattern is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// The kind of error.
    pub kind: PatternErrorKind,
    /// The message, lowercase and without a trailing period, including the fix.
    pub message: String,
    /// The bytes of the pattern that are wrong, or `None` for the whole pattern.
    pub span: Option<Range<usize>>,
}

/// The kinds of [`PatternError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatternErrorKind {
    /// The text is not an ECMA 262 pattern.
    Syntax,
    /// The pattern contains look-around, such as `(?=…)`.
    LookAround,
    /// The pattern contains a back-reference, such as `\1` or `\k<name>`.
    BackReference,
    /// The pattern uses another dialect, mostly Java's.
    Dialect,
    /// The automaton would exceed 65,536 transitions.
    TooLarge,
    /// The pattern matches no text.
    MatchesNothing,
}

/// Compiles `pattern`.
///
/// # Errors
/// Returns an error if the pattern is invalid, uses an unsupported feature, is too large, or
/// matches no text.
pub fn compile(pattern: &str) -> Result<Table, PatternError> {
    let bytes = table::build(syntax::parse(pattern)?).map_err(|mut error| {
        if error.kind == PatternErrorKind::MatchesNothing
            && pattern.starts_with('/')
            && pattern.ends_with('/')
        {
            error.message = "no text matches this pattern; remove the slashes".to_owned();
        }
        error
    })?;
    Ok(Table { bytes })
}
