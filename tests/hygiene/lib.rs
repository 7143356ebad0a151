//! Declarations in a crate where nothing is called what an expansion might expect: no prelude, the
//! runtime under another name, types of its own called `Option` and `Result`, and the strictest
//! lints. It passes by compiling; what its declarations look like on the wire is tested in
//! `wire.rs`.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(single_use_lifetimes, unnameable_types, clippy::all, clippy::pedantic, clippy::nursery)]
// Of the functions and derives that are the user's own here.
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
