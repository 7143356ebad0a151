#[path = "../../../metering-core/src/pattern.rs"]
#[allow(dead_code, unreachable_pub, reason = "public where it belongs")]
mod walk;

use super::{PatternErrorKind, compile};
use walk::Pattern;

fn pattern(text: &str) -> Pattern {
    let table = compile(text).unwrap_or_else(|error| panic!("{text}: {}", error.message));
    Pattern::from_table(text.to_owned().leak(), table.bytes.leak())
}

#[test]
fn first() {
    assert!(pattern("^a+$").is_match("aaa"));
    assert!(!pattern("^a+$").is_match("aaab"));
    let _ = PatternErrorKind::Syntax;
}
