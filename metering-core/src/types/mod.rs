//! The types of members, and their form in AWS JSON.
//!
//! [`Sensitive`] has an example. The derive [`Shape`](macro@crate::Shape) lists the types of members.

mod big_number;
mod collections;
mod scalars;
mod sensitive;
mod unknown;

pub use aws_smithy_types::{Blob, DateTime};
pub use big_number::{BigNumber, NotANumber};
pub use collections::{HashKey, MapKey, OrderedKey};
pub use sensitive::Sensitive;
pub use unknown::{UnknownMember, UnknownValue};

/// Any JSON value. AWS's models call it a document.
pub type Document = serde_json::Value;
