#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! | task | items |
//! |---|---|
//! | learn to declare a service | the guide [`declare_a_service`] |
//! | declare a service, its operations and its shapes | [`aws_service`](macro@aws_service), [`aws_operation`](macro@aws_operation), the derives [`Shape`](macro@Shape), [`StringEnum`], [`IntEnum`], [`Union`] and [`ServiceError`](macro@ServiceError); the types in [`types`] |
//! | build a client | [`Client`], [`ClientBuilder`]; its settings in [`credentials`], [`endpoint`], [`retry`], [`settings`] and [`transport`] |
//! | call an operation | [`Client::send`] and [`Call`]; [`Client::pages`] and [`paginate`] |
//! | wait for a state | [`Client::wait`] and [`waiter`]; the derive [`Waiter`](macro@Waiter) |
//! | handle a failed call | [`Error`], [`Applied`] and [`error`] |
//! | read a response that is a stream of events | `EventStream`, with the feature `event-stream` |
//! | check an input without a call | [`Validate`] and [`validate`] |
//! | convert without a call | [`Operation::to_http`] and [`Operation::from_http`] for HTTP messages, [`wire`] for JSON, [`sign`] for signatures |
//! | test against a typed server | `testing`, with the feature `testing` |
//! | compare declarations with AWS's models | `model` and the program `aws-model`, with the feature `model` |
//! | look at a declaration as data | [`schema`], [`operation`], [`service`] |

// The macros' expansions name the crate `::metering_core`, also in its own tests and examples.
extern crate self as metering_core;

pub mod builder;
mod call;
mod client;
mod client_inner;
mod clock;
mod compress;
pub mod credentials;
#[doc = include_str!("../docs/guide.md")]
pub mod declare_a_service {}
pub mod endpoint;
pub mod error;
#[cfg(feature = "event-stream")]
pub mod event_stream;
#[cfg(feature = "model")]
pub mod model;
#[cfg(not(feature = "event-stream"))]
mod no_event_stream;
pub mod operation;
mod output;
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
pub mod waiter;
pub mod wire;

#[doc(inline)]
pub use metering_macros::{
    IntEnum, ServiceError, Shape, StringEnum, Union, Waiter, aws_operation, aws_service,
};

pub use call::{Call, Response};
pub use client::{BuildError, Client, ClientBuilder};
pub use error::{Applied, Error, ErrorMetadata, RetryKind, ServiceError};
#[cfg(feature = "event-stream")]
pub use event_stream::{EventStream, EventStreamError};
#[cfg(not(feature = "event-stream"))]
#[doc(hidden)]
pub use no_event_stream::EventStream;
pub use operation::Operation;
pub use output::Output;
pub use paginate::{Items, Pages, Paginated, PaginatedItems};
pub use shape::Shape;
pub use types::{BigNumber, Blob, DateTime, Document, Sensitive, UnknownMember, UnknownValue};
pub use validate::{Validate, ValidationError, Violation, Violations};
pub use waiter::{Reached, Wait, WaitError, Waiter};

/// The items that the macros' expansions use. They are not a public interface; the name of the
/// module changes with each release.
#[doc(hidden)]
pub mod __private_0_1_0 {
    pub use crate::private::*;
}
