//! A test server for any declared service, over a loopback socket or in memory (feature `testing`).
//!
//! Handlers are typed by the same operations that a client calls. The server verifies every
//! signature as AWS does, checks required members against the request's JSON, replies with outputs,
//! declared errors, raw responses, delays or dropped connections, and keeps the requests that it
//! received.
//!
//! [`Server::in_memory`] needs no socket: the server is the client's [`Transport`]. Requests are
//! still signed, verified, serialized and parsed. [`Server::start`] listens on 127.0.0.1 and serves
//! clients in any language.
//!
//! ```
//! # use metering_core::*;
//! # use metering_core::testing::{Reply, Server};
//! # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
//! # pub struct Service;
//! # #[derive(Debug, ServiceError)] pub enum KmsError { NotFound(ErrorMetadata), #[aws(other)] Unhandled(ErrorMetadata) }
//! # #[aws_operation(action = "DescribeKey")] pub struct DescribeKey { key_id: String }
//! # #[derive(Debug, PartialEq, Shape)] pub struct DescribeKeyOutput { key_arn: Option<String> }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::in_memory();
//! server.on(|request: DescribeKey| match request.key_id.as_str() {
//!     "alias/ours" => Reply::output(DescribeKeyOutput { key_arn: Some("arn:aws:kms:…".into()) }),
//!     _ => Reply::error(KmsError::NotFound(ErrorMetadata::from_message("no such key"))),
//! });
//!
//! let client: Client<Service> = server.client();
//! let output = client.send(DescribeKey { key_id: "alias/ours".into() }).await?;
//! assert_eq!(output.key_arn.as_deref(), Some("arn:aws:kms:…"));
//! assert_eq!(server.received()[0].input::<DescribeKey>()?.key_id, "alias/ours");
//! # Ok(()) }
//! ```
//!
//! [`Transport`]: crate::transport::Transport

mod dispatch;
#[cfg(feature = "event-stream")]
mod events;
mod in_memory;
mod received;
mod reply;
mod server;
mod socket;

use aws_credential_types::Credentials;

pub use crate::schema::missing_members;
pub use crate::sign::{VerifyError, verify};
#[cfg(feature = "event-stream")]
pub use events::Events;
pub use http::StatusCode;
pub use in_memory::InMemoryTransport;
pub use received::Received;
pub use reply::{RawReply, Reply};
pub use server::{Server, ServerBuilder};

/// Returns fixed placeholder credentials, for tests that need any credentials.
///
/// The key pair is the example pair of AWS's documentation, which no account has.
///
/// ```
/// let credentials = metering_core::testing::credentials();
/// assert_eq!(credentials.access_key_id(), "AKIDEXAMPLE");
/// ```
#[must_use]
pub fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None, None, "testing")
}
