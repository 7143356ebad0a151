//! Declarations in a crate without the names that an expansion might expect: it has no prelude,
//! renames the runtime, declares its own `Option` and `Result`, and denies the strictest lints.
//! The test is that this crate compiles. `wire.rs` tests the form of its declarations on the wire.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(single_use_lifetimes, unnameable_types, clippy::all, clippy::pedantic, clippy::nursery)]
// For the hand-written functions and derives of this crate.
#![allow(clippy::missing_const_for_fn, clippy::derive_partial_eq_without_eq, clippy::redundant_pub_crate)]

pub mod by_example;
pub mod conditional;
pub mod deprecated;
pub mod every_key;
pub mod functions;
pub mod generic;
pub mod locals;
pub mod names;
pub mod paths;
pub mod primitives;
pub mod raw;
pub mod rules;
pub mod shadowed;
pub mod two_services;
pub mod undocumented;
pub mod visible;
