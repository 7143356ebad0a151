//! Attributes: parses keys and their values into [`Entries`].
//!
//! [`keys`] is the table of all keys. The parser checks only the syntax of a value; the rules are
//! in [`crate::check`].

mod acceptor;
pub mod bounds;
pub mod entries;
pub mod keys;
mod paginate;
pub mod parser;
mod unknown;
mod value;

pub use entries::{Entries, FieldName, Value};
pub use keys::Place;
pub use parser::from_attributes;
