//! What the suites that span the workspace have in common.

pub mod cases;
pub mod conformance;
pub mod declared;
pub mod everything;

/// Says what a reader of `cargo test` is to see though the test passes: what `println!` says is kept back then.
pub fn show(line: impl std::fmt::Display) {
    use std::io::Write;
    // In one piece, so that lines of tests beside it don't come between.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// The README's examples, compiled and, where they need nothing from outside, run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
