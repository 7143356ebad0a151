//! The parts of an attribute's syntax that `metering-macros` and the model tools of `metering-core`
//! share: name cases, spelling and patterns. A crate of macros can't export functions, so they are
//! here.
//!
//! This crate is an implementation detail of both. Its API may change in any release.

pub mod case;
pub mod pattern;
pub mod spelling;
