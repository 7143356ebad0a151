//! A service as data.

use crate::endpoint::EndpointRules;
use crate::error::ServiceError;

/// An AWS JSON service: a marker type that [`aws_service`](crate::aws_service) was put on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an AWS service; put `#[aws_service(…)]` on the service marker",
    note = "write `#[aws_service(endpoint_prefix = \"…\", target_prefix = \"…\", json_version = \"1.1\", error = …)]`"
)]
pub trait Service: Send + Sync + 'static {
    /// What its calls can fail with, unless an operation says otherwise.
    type Error: ServiceError;
    /// Its facts.
    const INFO: ServiceInfo;
}

/// The version of AWS JSON: it decides the content type alone.
///
/// <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonVersion {
    /// `application/x-amz-json-1.0`
    V1_0,
    /// `application/x-amz-json-1.1`
    V1_1,
}

impl JsonVersion {
    /// The content type of requests.
    pub const fn content_type(self) -> &'static str {
        match self {
            JsonVersion::V1_0 => "application/x-amz-json-1.0",
            JsonVersion::V1_1 => "application/x-amz-json-1.1",
        }
    }
}

/// What the runtime must know of a service.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ServiceInfo {
    /// The name by which `AWS_ENDPOINT_URL_<ID>` and the profile's `services` section know it, as
    /// `Marketplace Metering`.
    pub id: &'static str,
    /// Where it is found.
    pub endpoint: EndpointRules,
    /// Its name in the signing scope.
    pub signing_name: &'static str,
    /// What stands before the operation in `X-Amz-Target`, without the dot.
    pub target_prefix: &'static str,
    /// Its version of AWS JSON.
    pub json_version: JsonVersion,
    /// Whether it once spoke the Query protocol and reports those error codes beside its own
    /// (<https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait>).
    pub query_compatible: bool,
    /// Attempts of a call and the first delay between them in milliseconds, where the service
    /// departs from [AWS's standard](crate::retry::RetryPolicy::for_service) and the client does
    /// not say otherwise.
    pub retry: Option<(u32, u32)>,
}

impl ServiceInfo {
    /// A service with what the standard says: its endpoint follows the template, and the signing
    /// name and the id are the endpoint prefix.
    pub const fn new(
        endpoint_prefix: &'static str,
        target_prefix: &'static str,
        json_version: JsonVersion,
    ) -> Self {
        ServiceInfo {
            id: endpoint_prefix,
            endpoint: EndpointRules::new(endpoint_prefix),
            signing_name: endpoint_prefix,
            target_prefix,
            json_version,
            query_compatible: false,
            retry: None,
        }
    }

    /// Sets where it is found.
    pub const fn endpoint(mut self, rules: EndpointRules) -> Self {
        self.endpoint = rules;
        self
    }

    /// Sets the service id.
    pub const fn id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    /// Sets the signing name.
    pub const fn signing_name(mut self, name: &'static str) -> Self {
        self.signing_name = name;
        self
    }

    /// Marks it as compatible with the Query protocol's error codes.
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }

    /// Sets the attempts of a call and the first delay between them in milliseconds.
    pub const fn retry(mut self, max_attempts: u32, base_ms: u32) -> Self {
        self.retry = Some((max_attempts, base_ms));
        self
    }
}
