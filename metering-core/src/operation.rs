//! Operations: requests with their service, output and errors, and their HTTP form without I/O.
//!
//! [`Operation`] has an example.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Response};

use crate::compress::{Compression, Encoded};
use crate::credentials::CredentialsSource;
use crate::endpoint::{Endpoint, EndpointError, host_label};
use crate::error::{Error, ServiceError};
use crate::output::Output;
use crate::response::from_http;
use crate::service::{Service, ServiceInfo};
use crate::shape::Shape;
use crate::wire;

/// A request struct with the attribute [`aws_operation`](crate::aws_operation).
///
/// The HTTP form of an operation needs no client:
///
/// ```
/// # use metering_core::*;
/// # use metering_core::endpoint::EndpointParams;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "DescribeKey")] pub struct DescribeKey { key_id: String }
/// # #[derive(Shape)] pub struct DescribeKeyOutput { key_arn: Option<String> }
/// let endpoint = <Service as metering_core::service::Service>::INFO
///     .endpoint
///     .resolve(&EndpointParams::new().region("eu-central-1"))?;
/// let request = DescribeKey { key_id: "alias/a".into() }.to_http(&endpoint)?;
/// assert_eq!(request.headers()["x-amz-target"], "TrentService.DescribeKey");
/// assert_eq!(request.body(), r#"{"KeyId":"alias/a"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an AWS operation; put `#[aws_operation(…)]` on the request struct",
    note = "if this is a builder, call `build()` on it, or `send(&client)`"
)]
pub trait Operation: Shape + Send + Sync + 'static {
    /// The service of the operation.
    type Service: Service;
    /// The output.
    type Output: Output;
    /// The errors of the service.
    type Error: ServiceError;
    /// The operation as data.
    const INFO: OperationInfo;

    /// Sets the idempotency token to the result of `fresh`, if the operation has a token and it is
    /// not set. A call does this once, before the first attempt, so that all attempts have the same
    /// token.
    fn fill_idempotency_token(&mut self, fresh: &mut dyn FnMut() -> String) {
        let _ = fresh;
    }

    /// Returns the value of a member that is part of the host name.
    fn host_label(&self, member: &str) -> Option<&str> {
        let _ = member;
        None
    }

    /// Returns the unsigned HTTP request for an endpoint.
    ///
    /// # Errors
    /// Returns an error if a member that is part of the host name is empty or not a valid host
    /// label.
    fn to_http(&self, endpoint: &Endpoint) -> Result<Request<Bytes>, EndpointError> {
        let prefix = host_prefix(&Self::INFO, |member| self.host_label(member))?;
        let endpoint = match &prefix {
            Some(prefix) => &endpoint.with_host_prefix(prefix)?,
            None => endpoint,
        };
        let body = encode(&Self::INFO, wire::to_json(self), Compression::default());
        Ok(request(&<Self::Service as Service>::INFO, &Self::INFO, endpoint, &body))
    }

    /// Reads the output in an HTTP response. All events of an event stream are in the body.
    ///
    /// # Errors
    /// Returns the service's error, or [`Error::Response`] if the response can't be read.
    fn from_http(response: &Response<Bytes>) -> Result<Self::Output, Error<Self::Error>> {
        let query_compatible = <Self::Service as Service>::INFO.query_compatible;
        from_http(Self::INFO.action, query_compatible, response)
    }
}

/// An operation of the service `S`. Every [`Operation`] of `S` implements it.
///
/// Write `O: Operation<Service = S>` in your own bounds. This trait exists only for the error
/// message about an operation that is sent to the client of another service.
// The message of `Operation`, because a newer rustc reports this bound of a method instead.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an AWS operation; put `#[aws_operation(…)]` on the request struct",
    note = "if this is a builder, call `build()` on it, or `send(&client)`"
)]
pub trait OperationOf<S>: Operation {}

impl<S, O: Operation<Service: IsService<S>>> OperationOf<S> for O {}

/// The service `S` itself. The bound on an operation's service, because the message about it can
/// name both services.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an operation of `{Self}` can't be sent with a client for `{S}`; use a client for `{Self}`",
    label = "an operation of another service"
)]
pub trait IsService<S> {}

impl<S> IsService<S> for S {}

/// An operation as data.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The operation's wire name.
    pub action: &'static str,
    /// The prefix of the endpoint's host, such as `data.` or `{ClusterName}.`.
    pub host_prefix: Option<&'static str>,
    /// `true` if requests are signed.
    pub signed: bool,
    /// `true` if a body of 10 KiB or more is compressed with gzip, under the feature `gzip`.
    pub compressed: bool,
    /// `true` if the service holds the request open until something happens.
    pub long_polling: bool,
    /// The sources of credentials that the service rejects.
    pub refused_credentials: &'static [CredentialsSource],
    /// The pagination, if the operation is declared with `paginate(…)`.
    pub pages: Option<PagesInfo>,
}

impl OperationInfo {
    /// Describes a signed operation without other properties.
    pub const fn new(action: &'static str) -> Self {
        OperationInfo {
            action,
            host_prefix: None,
            signed: true,
            compressed: false,
            long_polling: false,
            refused_credentials: &[],
            pages: None,
        }
    }

    /// Sets the prefix of the host.
    pub const fn host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = Some(prefix);
        self
    }

    /// Marks requests as unsigned.
    pub const fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }

    /// Marks large bodies as compressed.
    pub const fn compressed(mut self) -> Self {
        self.compressed = true;
        self
    }

    /// Marks the operation as long polling.
    pub const fn long_polling(mut self) -> Self {
        self.long_polling = true;
        self
    }

    /// Sets the sources of credentials that the service rejects.
    pub const fn refuses(mut self, sources: &'static [CredentialsSource]) -> Self {
        self.refused_credentials = sources;
        self
    }

    /// Sets the pagination.
    pub const fn pages(mut self, pages: PagesInfo) -> Self {
        self.pages = Some(pages);
        self
    }
}

/// A declared `paginate(…)` as data, for a check against AWS's model.
///
/// Paths consist of Rust fields, such as `page.next_marker`. `[-1]` is the last item of a list.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PagesInfo {
    /// The tokens: the field in the request, and the path in the output.
    pub tokens: &'static [(&'static str, &'static str)],
    /// The path to the items of a page, if it is declared.
    pub items: Option<&'static str>,
    /// The path to the flag for more pages, if it is declared.
    pub more: Option<&'static str>,
    /// `true` if the service repeats the token after the last page.
    pub stops_on_same_token: bool,
}

impl PagesInfo {
    /// Describes a pagination with these tokens.
    pub const fn new(tokens: &'static [(&'static str, &'static str)]) -> Self {
        PagesInfo { tokens, items: None, more: None, stops_on_same_token: false }
    }

    /// Sets the path to the items.
    pub const fn items(mut self, path: &'static str) -> Self {
        self.items = Some(path);
        self
    }

    /// Sets the path to the flag.
    pub const fn more(mut self, path: &'static str) -> Self {
        self.more = Some(path);
        self
    }

    /// Declares that the service repeats the token after the last page.
    pub const fn stop_on_same_token(mut self) -> Self {
        self.stops_on_same_token = true;
        self
    }
}

/// Returns the host prefix with its placeholders replaced: `{ClusterName}.` -> `green.`.
pub(crate) fn host_prefix<'a>(
    info: &OperationInfo,
    member: impl Fn(&str) -> Option<&'a str>,
) -> Result<Option<String>, EndpointError> {
    let Some(mut template) = info.host_prefix else { return Ok(None) };
    let mut prefix = String::new();
    while let Some((before, rest)) = template.split_once('{') {
        let (name, after) = rest.split_once('}').unwrap_or((rest, ""));
        prefix.push_str(before);
        prefix.push_str(host_label("host label", member(name).unwrap_or_default())?);
        template = after;
    }
    prefix.push_str(template);
    Ok(Some(prefix))
}

/// Returns the body of a request, compressed if the operation allows it.
pub(crate) fn encode(info: &OperationInfo, json: Vec<u8>, compression: Compression) -> Encoded {
    if info.compressed { Encoded::compressed(json, compression) } else { Encoded::plain(json) }
}

/// Returns the unsigned request.
pub(crate) fn request(
    service: &ServiceInfo,
    operation: &OperationInfo,
    endpoint: &Endpoint,
    body: &Encoded,
) -> Request<Bytes> {
    let mut target = String::with_capacity(service.target_prefix.len() + 1 + operation.action.len());
    target.push_str(service.target_prefix);
    target.push('.');
    target.push_str(operation.action);

    let mut request = Request::new(body.body.clone());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = endpoint.url().clone();
    let headers = request.headers_mut();
    // Reserves space for the headers of the call, the signer and the HTTP client.
    headers.reserve(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(service.json_version.content_type()));
    // The macro checks that both parts are plain ASCII.
    if let Ok(target) = HeaderValue::try_from(target) {
        headers.insert(TARGET, target);
    }
    if body.gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if service.query_compatible {
        headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
    }
    request
}

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");
