//! A small service for tests of what an engineer declares by hand; the operations are the tests'
//! own.

use metering_core::{ErrorMetadata, ServiceError, aws_service};

/// A service of AWS JSON 1.0.
#[aws_service(endpoint_prefix = "tables", target_prefix = "Tables", json_version = "1.0", error = TablesError)]
pub struct Service;

/// What it fails with.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum TablesError {
    /// Too much at once.
    #[aws(retry = throttling)]
    TooMuch(ErrorMetadata),
    /// Anything.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
