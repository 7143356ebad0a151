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
/// | method | |
/// |---|---|
/// | [`Client::from_env`](metering_core::Client::from_env) | builds a client with the Region and the credentials from the default AWS provider chains |
/// | [`Client::builder`](metering_core::Client::builder) | returns a [`ClientBuilder`](metering_core::ClientBuilder), to set them and the timeouts, retries and transport |
/// | [`send`](metering_core::Client::send) | calls an operation |
/// | [`pages`](metering_core::Client::pages) | returns the pages of a paginated operation; Metering has none |
/// | [`endpoint`](metering_core::Client::endpoint) | returns the endpoint |
/// | [`meter_all`](crate::Metering::meter_all) | reports any number of usage records |
///
/// A clone shares its connections, credentials and retry quota with the original.
pub type Client = metering_core::Client<Service>;

/// The error of a call of any of the four operations.
pub type Error = metering_core::Error<MeteringError>;
