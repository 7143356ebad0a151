//! The service, its client and its errors.

use metering_core::aws_service;

pub use crate::error::MeteringError;

/// AWS Marketplace Metering Service, API version 2016-01-14.
#[aws_service(
    endpoint_prefix = "metering.marketplace",
    signing_name = "aws-marketplace",
    id = "Marketplace Metering",
    target_prefix = "AWSMPMeteringService",
    json_version = "1.1",
    error = MeteringError,
    endpoint(
        partition("aws", "aws-cn", "aws-us-gov")(dual_stack = "metering-marketplace"),
        partition("aws-eusc") = "metering-marketplace",
    )
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;

/// A client for [`Service`].
///
/// Create it with `Client::from_env` or `Client::builder`, then call an operation with
/// [`send`](metering_core::Client::send) or report usage with
/// [`meter_all`](crate::Metering::meter_all).
pub type Client = metering_core::Client<Service>;

/// The error of a call of any of the four operations.
pub type Error = metering_core::Error<MeteringError>;
