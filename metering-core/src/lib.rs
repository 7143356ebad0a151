#![doc = include_str!("../README.md")]

// So that the macros' expansions, which name the crate by `::metering_core`, compile in its own
// tests and examples.
extern crate self as metering_core;

mod builder;
mod call;
mod client;
mod clock;
mod compress;
pub mod credentials;
#[doc = include_str!("../docs/guide.md")]
pub mod declare_a_service {}
pub mod endpoint;
pub mod error;
#[cfg(feature = "model")]
pub mod model;
pub mod operation;
pub mod paginate;
pub mod pattern;
mod peer_text;
mod private;
mod response;
pub mod retry;
pub mod schema;
mod serde;
pub mod service;
pub mod settings;
pub mod shape;
pub mod sign;
#[cfg(feature = "testing")]
pub mod testing;
mod timestamp;
pub mod transport;
pub mod types;
mod uuid;
pub mod validate;
pub mod wire;

#[doc(inline)]
pub use metering_macros::{IntEnum, ServiceError, Shape, StringEnum, Union, aws_operation, aws_service};

pub use call::{Call, Response};
pub use client::{BuildError, Client, ClientBuilder};
pub use error::{Applied, Error, ErrorMetadata, RetryKind, ServiceError};
pub use operation::Operation;
pub use paginate::{Items, Pages, Paginated, PaginatedItems};
pub use shape::Shape;
pub use types::{BigNumber, Blob, DateTime, Document, Sensitive, UnknownMember, UnknownValue};
pub use validate::{Validate, ValidationError, Violation, Violations};

/// What the macros' expansions use. Not an interface: its name changes with each release.
#[doc(hidden)]
pub mod __private_0_1_0 {
    pub use crate::private::*;
}
