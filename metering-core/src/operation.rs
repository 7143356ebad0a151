//! An operation: a request that knows its service, its output and its errors, and its HTTP form,
//! free of I/O.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Response};

use crate::compress::{Compression, Encoded};
use crate::credentials::CredentialsSource;
use crate::endpoint::{Endpoint, EndpointError, host_label};
use crate::error::{Error, ServiceError};
use crate::response::{error_details, respond, single_attempt};
use crate::service::{Service, ServiceInfo};
use crate::shape::{Shape, Structure};
use crate::wire;

/// A request struct that [`aws_operation`](crate::aws_operation) was put on.
///
/// Its HTTP form needs no client:
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
    /// The service that it belongs to.
    type Service: Service;
    /// What the service answers with.
    type Output: Structure + Send + 'static;
    /// What a call can fail with.
    type Error: ServiceError;
    /// Its facts.
    const INFO: OperationInfo;

    /// Fills the idempotency token in, if there is one and it is not set. It is called once a call,
    /// before the first attempt, so that all attempts carry the same token.
    fn fill_idempotency_token(&mut self, fresh: &mut dyn FnMut() -> String) {
        let _ = fresh;
    }

    /// The value of a member that is part of the host name.
    fn host_label(&self, member: &str) -> Option<&str> {
        let _ = member;
        None
    }

    /// The request, unsigned.
    ///
    /// # Errors
    /// Where a member that is part of the host name is empty or no host label.
    fn to_http(&self, endpoint: &Endpoint) -> Result<Request<Bytes>, EndpointError> {
        let prefix = host_prefix(&Self::INFO, |member| self.host_label(member))?;
        let endpoint = match &prefix {
            Some(prefix) => &endpoint.with_host_prefix(prefix)?,
            None => endpoint,
        };
        let body = encode(&Self::INFO, wire::to_json(self), Compression::default());
        Ok(request(&<Self::Service as Service>::INFO, &Self::INFO, endpoint, &body))
    }

    /// The output or error that a response holds.
    ///
    /// # Errors
    /// What the service answered with, or why its answer can't be read.
    fn from_http(response: &Response<Bytes>) -> Result<Self::Output, Error<Self::Error>> {
        let error = error_details(response, <Self::Service as Service>::INFO.query_compatible);
        let errors = <Self::Error as ServiceError>::ERRORS;
        let context = single_attempt(Self::INFO.action, response, error.as_ref(), errors);
        respond(context, response, error).map(|(output, _)| output)
    }
}

/// What the runtime must know of an operation.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct OperationInfo {
    /// Its name on the wire.
    pub action: &'static str,
    /// What stands before the endpoint's host, as `data.` or `{ClusterName}.`.
    pub host_prefix: Option<&'static str>,
    /// Whether its requests are signed.
    pub signed: bool,
    /// Whether a body of 10 KiB or more is sent compressed by gzip, with the feature `gzip`.
    pub compressed: bool,
    /// Whether the service holds the request until it has something to answer.
    pub long_polling: bool,
    /// Sources of credentials that the service is known to refuse.
    pub refused_credentials: &'static [CredentialsSource],
    /// How its answer is paged, where the declaration says so.
    pub pages: Option<PagesInfo>,
}

impl OperationInfo {
    /// An operation without particulars.
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

    /// Sets what stands before the host.
    pub const fn host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = Some(prefix);
        self
    }

    /// The requests are not signed.
    pub const fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }

    /// Large bodies are compressed.
    pub const fn compressed(mut self) -> Self {
        self.compressed = true;
        self
    }

    /// The service holds requests.
    pub const fn long_polling(mut self) -> Self {
        self.long_polling = true;
        self
    }

    /// The service refuses credentials from these sources.
    pub const fn refuses(mut self, sources: &'static [CredentialsSource]) -> Self {
        self.refused_credentials = sources;
        self
    }

    /// Sets how the answer is paged.
    pub const fn pages(mut self, pages: PagesInfo) -> Self {
        self.pages = Some(pages);
        self
    }
}

/// What `paginate(…)` says, for a check against AWS's model. Paths are of Rust fields through the
/// output, as `page.next_marker`, and `[-1]` stands for the last item of a list on the way.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PagesInfo {
    /// The request's field that takes a token, and the path to it in the output, for each token.
    pub tokens: &'static [(&'static str, &'static str)],
    /// The path to the items of a page, where they are named.
    pub items: Option<&'static str>,
    /// The path to the flag that says whether there are more pages, where it is named.
    pub more: Option<&'static str>,
    /// `true` if the service repeats the token after the last page.
    pub stops_on_same_token: bool,
}

impl PagesInfo {
    /// Pages that follow one another by these tokens.
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

/// The host prefix with its labels filled in: `{ClusterName}.` -> `green.`.
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

/// The body as the operation's requests bear it.
pub(crate) fn encode(info: &OperationInfo, json: Vec<u8>, compression: Compression) -> Encoded {
    if info.compressed { Encoded::compressed(json, compression) } else { Encoded::plain(json) }
}

/// The unsigned request.
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
    // Room for what the call, the signer and the HTTP client add, so that the map does not grow
    // under way.
    headers.reserve(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(service.json_version.content_type()));
    // The macro has checked both parts to be plain ASCII.
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
