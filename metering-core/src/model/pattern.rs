//! The macros' compiler of patterns, asked whether it would take one: `syntax.rs` and `table.rs`
//! are links to its sources, as a crate of macros exports nothing else.

mod syntax;
mod table;

use std::ops::Range;

/// What `syntax` and `table` call the reasons of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PatternError {
    kind: PatternErrorKind,
    message: String,
    span: Option<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PatternErrorKind {
    Syntax,
    LookAround,
    BackReference,
    Dialect,
    TooLarge,
    MatchesNothing,
}

/// Why the macros would refuse a pattern; `None` where they take it.
pub(super) fn refusal(pattern: &str) -> Option<String> {
    syntax::parse(pattern).and_then(table::build).err().map(|error| error.message)
}

/// How AWS's models say "any text", and "any text but the empty one".
pub(super) const ANY: [&str; 2] = [r"[\s\S]*", r"[\s\S]+"];

/// Whether two patterns are meant to match the same texts. AWS publishes the same pattern with `^`
/// and `$` in Smithy and without them in botocore: what a service tells of its members is always of
/// the whole text.
pub(super) fn are_same(a: &str, b: &str) -> bool {
    let table = |pattern: &str| {
        let whole = format!("^(?:{pattern})$");
        syntax::parse(&whole).and_then(table::build).ok()
    };
    a == b || table(a).is_some_and(|a| table(b).is_some_and(|b| a == b))
}
