//! A server on loopback that speaks for any declared service, for tests (feature `testing`).
//!
//! Its handlers are typed by the same operations that a client calls. It verifies every signature
//! as AWS does, checks the presence of required members against the JSON itself, answers as it is
//! told (with outputs, declared errors, raw responses, delays, cut connections), and keeps what it
//! received.
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
//! let server = Server::start().await?;
//! server.on(|request: DescribeKey| match request.key_id.as_str() {
//!     "alias/ours" => Reply::output(DescribeKeyOutput { key_arn: Some("arn:aws:kms:…".into()) }),
//!     _ => Reply::error(KmsError::NotFound(ErrorMetadata::new("NotFoundException", "no such key"))),
//! });
//!
//! let client: Client<Service> = server.client();
//! let output = client.send(DescribeKey { key_id: "alias/ours".into() }).await?;
//! assert_eq!(output.key_arn.as_deref(), Some("arn:aws:kms:…"));
//! assert_eq!(server.received()[0].input::<DescribeKey>()?.key_id, "alias/ours");
//! # Ok(()) }
//! ```

mod reply;
mod server;

pub use crate::schema::missing_members;
pub use crate::sign::{VerifyError, verify};
pub use reply::{RawReply, Reply};
pub use server::{Received, Server, ServerBuilder};
