//! What the suites that span the workspace have in common.

pub mod cases;
pub mod conformance;
pub mod declared;
pub mod everything;

/// The README's examples, compiled and, where they need nothing from outside, run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
