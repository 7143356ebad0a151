//! Comparisons of patterns, and the reasons why the macros reject one.

use metering_syntax::pattern::compile;

/// Returns the macros' reason to reject a pattern, or `None` if they accept it.
pub(super) fn refusal(pattern: &str) -> Option<String> {
    compile(pattern).err().map(|error| error.message)
}

/// The patterns that AWS's models use for "any text" and "any text except the empty one".
pub(super) const ANY: [&str; 2] = [r"[\s\S]*", r"[\s\S]+"];

/// Returns `true` if two patterns match the same texts. AWS publishes the same pattern with `^` and
/// `$` in Smithy's format and without them in botocore's, so both are compared as if anchored.
pub(super) fn are_same(a: &str, b: &str) -> bool {
    let table = |pattern: &str| compile(&format!("^(?:{pattern})$")).ok().map(|table| table.bytes);
    a == b || table(a).zip(table(b)).is_some_and(|(a, b)| a == b)
}
