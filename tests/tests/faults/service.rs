//! The service of these tests.

use metering_core::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};

#[aws_service(endpoint_prefix = "faults", target_prefix = "Faults", json_version = "1.1", error = FaultsError)]
pub(crate) struct Service;

pub(crate) type Client = metering_core::Client<Service>;
pub(crate) type Error = metering_core::Error<FaultsError>;

/// An operation whose effect must not happen twice.
#[aws_operation(action = "Post")]
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub text: String,
}

#[derive(Debug, Shape)]
pub(crate) struct PostOutput {
    pub id: Option<String>,
    pub score: Option<f64>,
}

#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub(crate) enum FaultsError {
    Refused(ErrorMetadata),
    #[aws(retry = throttling)]
    Throttling(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
