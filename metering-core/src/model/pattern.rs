//! The macros' compiler of patterns, asked whether it would take one: `syntax.rs` and `table.rs` are links to its sources,
//! as a crate of macros exports nothing else.

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
}

/// Why the macros would refuse a pattern; `None` where they take it.
pub(super) fn refusal(pattern: &str) -> Option<String> {
    syntax::parse(pattern).and_then(table::build).err().map(|error| error.message)
}
