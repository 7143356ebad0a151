//! Services as data.
//!
//! [`aws_service`](macro@crate::aws_service) declares a service, and has an example.

use crate::endpoint::EndpointRules;
use crate::error::ServiceError;

/// An AWS JSON service: a marker type with the attribute [`aws_service`](crate::aws_service).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an AWS service; put `#[aws_service(…)]` on the service marker",
    note = "write `#[aws_service(endpoint_prefix = \"…\", target_prefix = \"…\", json_version = \"1.1\", error = …)]`"
)]
pub trait Service: Send + Sync + 'static {
    /// The default errors of the service's operations.
    type Error: ServiceError;
    /// The service as data.
    const INFO: ServiceInfo;
}

/// The version of AWS JSON, which determines only the content type.
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
    /// Returns the content type of requests.
    pub const fn content_type(self) -> &'static str {
        match self {
            JsonVersion::V1_0 => "application/x-amz-json-1.0",
            JsonVersion::V1_1 => "application/x-amz-json-1.1",
        }
    }
}

/// A service as data.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ServiceInfo {
    /// The service's name in `AWS_ENDPOINT_URL_<ID>` and in the profile's `services` section, such
    /// as `Marketplace Metering`.
    pub id: &'static str,
    /// The rules for the service's endpoints.
    pub endpoint: EndpointRules,
    /// The service's name in the signing scope.
    pub signing_name: &'static str,
    /// The prefix of the operation in `X-Amz-Target`, without the dot.
    pub target_prefix: &'static str,
    /// The service's version of AWS JSON.
    pub json_version: JsonVersion,
    /// `true` if the service also reports the error codes of its former Query protocol
    /// (<https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait>).
    pub query_compatible: bool,
    /// The maximum number of attempts and the first backoff in milliseconds. `None` selects [AWS's
    /// standard](crate::retry::RetryPolicy::for_service). A client's setting takes precedence.
    pub retry: Option<(u32, u32)>,
}

impl ServiceInfo {
    /// Describes a service with the standard endpoints. The signing name and the ID are the
    /// endpoint prefix.
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

    /// Sets the rules for endpoints.
    pub const fn endpoint(mut self, rules: EndpointRules) -> Self {
        self.endpoint = rules;
        self
    }

    /// Sets the service ID.
    pub const fn id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    /// Sets the signing name.
    pub const fn signing_name(mut self, name: &'static str) -> Self {
        self.signing_name = name;
        self
    }

    /// Marks the service as compatible with the error codes of the Query protocol.
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }

    /// Sets the maximum number of attempts and the first backoff in milliseconds.
    pub const fn retry(mut self, max_attempts: u32, base_ms: u32) -> Self {
        self.retry = Some((max_attempts, base_ms));
        self
    }
}
