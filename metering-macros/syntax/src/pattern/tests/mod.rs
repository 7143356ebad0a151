//! Compiles patterns as the macros do, and matches texts as the runtime does.

mod definition;
mod ecmascript;
mod known;
mod refused;
#[allow(dead_code, unreachable_pub, reason = "public where it belongs")]
#[path = "../../../../../metering-core/src/pattern.rs"]
mod walk;

use super::{PatternError, PatternErrorKind, compile};

fn pattern(text: &str) -> Result<walk::Pattern, PatternError> {
    let table = compile(text)?.bytes.leak();
    Ok(walk::Pattern::from_table(text.to_owned().leak(), table))
}
