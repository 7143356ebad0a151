//! A small service for tests of declarations by hand. Each test declares its operations.

use metering_core::{ErrorMetadata, ServiceError, aws_service};

/// A service of AWS JSON 1.0.
#[aws_service(endpoint_prefix = "tables", target_prefix = "Tables", json_version = "1.0", error = TablesError)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum TablesError {
    /// A throttling error.
    #[aws(retry = throttling)]
    TooMuch(ErrorMetadata),
    /// Any other error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
