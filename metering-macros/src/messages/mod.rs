//! The texts of all errors, by area.
//!
//! A text is lowercase, has no trailing period, names the thing that is wrong and ends with the
//! fix. `tests/ui/README.md` lists all of them.

pub mod enums;
pub mod errors;
pub mod event_stream;
pub mod group;
pub mod keys;
pub mod member;
pub mod operation;
pub mod service;
pub mod shape;
pub mod waiter;

use std::fmt::Display;

/// `` `a`, `b`, `c` ``
pub fn list<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// `"a", "b", "c"`
fn quoted<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", ")
}
