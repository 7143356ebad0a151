//! What a call can end in.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Response, StatusCode};

pub use crate::retry::RetryKind;

use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::retry::{ErrorResponse, Modeled};
use crate::schema::ShapeRef;
use crate::shape::Shape;
use crate::transport::TransportError;
use crate::validate::ValidationError;
use crate::wire::{self, ReadError};

/// Whether the service has done what a failed call asked for.
///
/// It is what a biller must know before sending again. Of the attempts of a call the greatest
/// counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applied {
    /// No attempt can have taken effect: nothing reached the service, or it refused.
    No,
    /// An attempt may have reached the service and was not answered decisively.
    Unknown,
    /// An attempt was answered with success, though its answer could not be read. A web page
    /// without a request id is no answer of the service's, and leaves it
    /// [`Unknown`](Applied::Unknown).
    Yes,
}

impl Applied {
    /// Whether a service that answers so has done what was asked. A refusal is decisive, and a
    /// redirect is one; a failure inside the service is not, nor what a proxy says that has waited
    /// for the service in vain (408), nor a page.
    pub(crate) fn by(status: StatusCode, headers: &HeaderMap) -> Self {
        match status.as_u16() {
            200..=299 if is_page(headers) => Applied::Unknown,
            200..=299 => Applied::Yes,
            408 => Applied::Unknown,
            300..=499 => Applied::No,
            _ => Applied::Unknown,
        }
    }

    /// The same of an answer that is no success, by its code and by why another attempt may fare
    /// better.
    pub(crate) fn by_refusal(
        response: &Response<Bytes>,
        code: Option<&str>,
        retry: Option<RetryKind>,
    ) -> Self {
        // To throttle is to refuse; any other failure inside the service may have come after the
        // deed.
        match (retry, code) {
            // An earlier request with this one's token is about to do it.
            (_, Some("TransactionInProgressException")) => Applied::Unknown,
            (Some(RetryKind::Throttling), _) => Applied::No,
            _ => Applied::by(response.status(), response.headers()),
        }
    }
}

/// How a call went, as far as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallContext {
    /// The operation's name on the wire.
    pub operation: &'static str,
    /// Attempts made; 0 where nothing was sent.
    pub attempts: u32,
    /// Whether the service has done what was asked.
    pub applied: Applied,
    /// Whether it had done so by one of the attempts before the last: what the last one was
    /// answered says nothing of those.
    pub applied_before: Applied,
    /// The HTTP status of the last answer.
    pub status: Option<StatusCode>,
    /// The request id of the last answer.
    pub request_id: Option<String>,
    /// What the retry policy took the last failure for; `None` if it is not worth another attempt.
    pub retryable: Option<RetryKind>,
}

impl CallContext {
    /// A call of which nothing has been sent.
    pub fn new(operation: &'static str) -> Self {
        CallContext {
            operation,
            attempts: 0,
            applied: Applied::No,
            applied_before: Applied::No,
            status: None,
            request_id: None,
            retryable: None,
        }
    }

    /// A call that was answered so, by whoever made it.
    pub(crate) fn of_answer<E: ServiceError>(
        operation: &'static str,
        query_compatible: bool,
        response: &Response<Bytes>,
    ) -> Self {
        let mut context = CallContext { attempts: 1, ..Self::new(operation) };
        context.applied = Applied::by(response.status(), response.headers());
        if !response.status().is_success() {
            let metadata = error_metadata(response, query_compatible);
            let code = metadata.as_ref().and_then(|metadata| metadata.code());
            context.retryable = error_response(response, code, E::ERRORS).retry_kind();
            context.applied = Applied::by_refusal(response, code, context.retryable);
        }
        context.answered(response.status(), response.headers());
        context
    }

    /// Takes what is known of an attempt: what an earlier one has done is not undone by a later
    /// one.
    pub(crate) fn may_be_applied(&mut self, applied: Applied) {
        self.applied = self.applied.max(applied);
    }

    /// Takes what an answer's head says.
    pub(crate) fn answered(&mut self, status: StatusCode, headers: &HeaderMap) {
        self.status = Some(status);
        self.request_id = request_id(headers);
    }
}

/// ` (HTTP 400, request id 8f2…, 3 attempts)`, as much of it as is known.
impl fmt::Display for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(" (")?;
        if let Some(status) = self.status {
            write!(f, "HTTP {}, ", status.as_u16())?;
        }
        if let Some(id) = &self.request_id {
            write!(OneLine(f), "request id {id}, ")?;
        }
        match self.attempts {
            0 => f.write_str("nothing sent)"),
            1 => f.write_str("1 attempt)"),
            more => write!(f, "{more} attempts)"),
        }
    }
}

/// Whether an answer is a page of somebody's who stands before the service: a portal to sign in at,
/// an error in words.
fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(http::header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    kind.len() >= 9 && kind[..9].eq_ignore_ascii_case(b"text/html") && request_id(headers).is_none()
}

/// The request id that AWS's support asks for.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    const NAMES: [HeaderName; 3] = [
        HeaderName::from_static("x-amzn-requestid"),
        HeaderName::from_static("x-amzn-request-id"),
        HeaderName::from_static("x-amz-request-id"),
    ];
    NAMES.iter().find_map(|name| headers.get(name)).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Why a call of an operation with the errors `E` failed.
///
/// `Display` gives operation, reason, HTTP status, request id and attempts in one line;
/// [`source`](StdError::source) has the cause, whole, so that its type can be asked for. The line
/// has the causes' words in it already: print it by itself, since a report of the whole chain, as
/// anyhow's `{:#}`, says them again.
#[non_exhaustive]
pub enum Error<E> {
    /// The input breaks its declaration's rules; nothing was sent.
    Invalid(Failure<ValidationError>),
    /// There are no credentials to sign with; nothing was sent by the attempt that wanted them.
    Credentials(Failure<CredentialsError>),
    /// There is no endpoint for this Region and these settings; nothing was sent.
    Endpoint(Failure<EndpointError>),
    /// An attempt, or the call as a whole, took too long.
    Timeout(Failure<TimeoutError>),
    /// The connection could not be made, or broke.
    Transport(Failure<TransportError>),
    /// The service answered with an error.
    Service(E),
    /// The service's answer could not be understood.
    Response(Failure<ResponseError>),
}

/// A cause, and the call that it ended.
#[derive(Debug)]
pub struct Failure<C> {
    context: Box<CallContext>,
    cause: C,
}

impl<C> Failure<C> {
    /// A failure of a call.
    pub fn new(context: CallContext, cause: C) -> Self {
        Failure { context: Box::new(context), cause }
    }

    /// The call.
    pub fn context(&self) -> &CallContext {
        &self.context
    }

    /// The cause.
    pub fn cause(&self) -> &C {
        &self.cause
    }
}

impl Failure<ValidationError> {
    /// The rules that the input breaks.
    pub fn violations(&self) -> &[crate::Violation] {
        self.cause.violations()
    }
}

/// Which bound of time was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutError {
    /// That on one attempt, its answer's body included, in its last attempt.
    Attempt(std::time::Duration),
    /// That on the whole call, all attempts and the waits between them included.
    Call(std::time::Duration),
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeoutError::Attempt(limit) => write!(f, "no answer to an attempt within {limit:?}"),
            TimeoutError::Call(limit) => write!(f, "the call took longer than {limit:?}"),
        }
    }
}

impl StdError for TimeoutError {}

/// Why an answer could not be understood.
#[derive(Debug)]
#[non_exhaustive]
pub enum ResponseError {
    /// A success whose body is no output of this operation.
    Output(ReadError),
    /// Neither success nor an error of the service's: a redirect, which is never followed, or a
    /// page of a proxy, with whatever status.
    Unexpected {
        /// The content type, if there was one.
        content_type: Option<String>,
    },
    /// The checksum that the service sent is not that of the body.
    Checksum,
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResponseError::Output(error) => write!(f, "the output could not be read: {error}"),
            ResponseError::Unexpected { content_type: Some(kind) } => {
                write!(f, "the answer is no AWS JSON but `{kind}`, perhaps of a proxy")
            }
            ResponseError::Unexpected { content_type: None } => f.write_str("the answer is no AWS JSON"),
            ResponseError::Checksum => f.write_str("the body does not match its x-amz-crc32"),
        }
    }
}

impl StdError for ResponseError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            ResponseError::Output(error) => Some(error),
            _ => None,
        }
    }
}

impl<E: ServiceError> Error<E> {
    /// How the call went.
    pub fn context(&self) -> &CallContext {
        match self {
            Error::Invalid(failure) => failure.context(),
            Error::Credentials(failure) => failure.context(),
            Error::Endpoint(failure) => failure.context(),
            Error::Timeout(failure) => failure.context(),
            Error::Transport(failure) => failure.context(),
            Error::Service(error) => error.metadata().context(),
            Error::Response(failure) => failure.context(),
        }
    }

    /// Whether the service has done what was asked: `Yes` if any attempt was answered with success;
    /// else `Unknown` if any may have reached the service without a decisive answer, whatever was
    /// answered to later ones; else `No`.
    pub fn applied(&self) -> Applied {
        self.context().applied
    }

    /// What the retry policy took the last failure for; `None` if another attempt would not have
    /// helped. It is `Some` as well where there was no other attempt because their number, the time
    /// or the client's retry quota was used up.
    pub fn retryable(&self) -> Option<RetryKind> {
        self.context().retryable
    }

    /// The request id of the last answer.
    pub fn request_id(&self) -> Option<&str> {
        self.context().request_id.as_deref()
    }

    /// The service's error code, if it answered with one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Error::Service(error) => error.metadata().code(),
            _ => None,
        }
    }
}

impl<E: ServiceError> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.context().operation;
        let mut line = OneLine(f);
        match self {
            Error::Invalid(failure) => write!(line, "{operation}: invalid input: {}", failure.cause)?,
            Error::Credentials(failure) => write!(line, "{operation}: {}", failure.cause)?,
            Error::Endpoint(failure) => write!(line, "{operation}: {}", failure.cause)?,
            Error::Timeout(failure) => write!(line, "{operation}: {}", failure.cause)?,
            Error::Transport(failure) => write!(line, "{operation}: {}", failure.cause)?,
            Error::Response(failure) => write!(line, "{operation}: {}", failure.cause)?,
            // Its Display has all of this.
            Error::Service(error) => return error.metadata().fmt(f),
        }
        self.context().fmt(f)
    }
}

/// Keeps to one line, whatever a service or a proxy says: a message that could end a line of a log
/// could begin another.
struct OneLine<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        for (index, piece) in text.split(breaks).enumerate() {
            if index > 0 {
                self.0.write_str(" ")?;
            }
            self.0.write_str(piece)?;
        }
        Ok(())
    }
}

// Not derived, so that it is there for every service's errors: those without `Debug` are refused
// where they are declared, and not where a call's error is printed, too.
impl<E: ServiceError> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, failure): (_, &dyn fmt::Debug) = match self {
            Error::Invalid(failure) => ("Invalid", failure),
            Error::Credentials(failure) => ("Credentials", failure),
            Error::Endpoint(failure) => ("Endpoint", failure),
            Error::Timeout(failure) => ("Timeout", failure),
            Error::Transport(failure) => ("Transport", failure),
            Error::Service(error) => return f.debug_tuple("Service").field(&error.as_error()).finish(),
            Error::Response(failure) => ("Response", failure),
        };
        f.debug_tuple(name).field(failure).finish()
    }
}

impl<E: ServiceError> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Invalid(failure) => Some(&failure.cause),
            Error::Credentials(failure) => Some(&failure.cause),
            Error::Endpoint(failure) => Some(&failure.cause),
            Error::Timeout(failure) => Some(&failure.cause),
            Error::Transport(failure) => Some(&failure.cause),
            Error::Service(error) => Some(error.as_error()),
            Error::Response(failure) => Some(&failure.cause),
        }
    }
}

/// The errors that a service's operations have by its model. Derived, and open: what the model
/// doesn't have goes to the variant marked `#[aws(other)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no service error",
    note = "derive it: `#[derive(Debug, ServiceError)]` on an enum of the errors in the service's model"
)]
pub trait ServiceError: fmt::Display + Send + Sync + Sized + 'static {
    /// The errors as data.
    const ERRORS: &'static [ErrorInfo];

    /// A length that can be told of a service's errors alone (see `Checked`).
    #[doc(hidden)]
    const IS_ONE: usize = 0;

    /// The variant for what the service answered. `body` is the JSON of the answer.
    fn from_response(metadata: ErrorMetadata, body: &[u8]) -> Self;

    /// What the service said, and how the call went.
    fn metadata(&self) -> &ErrorMetadata;

    /// The members that the model gives this error beside its message, as JSON; `{}` where there
    /// are none.
    fn members(&self) -> Vec<u8> {
        b"{}".to_vec()
    }

    /// This error as any other, for its `Debug` and for casts. A method and not a bound of this
    /// trait's, which a declaration without `Debug` would miss wherever it is used.
    fn as_error(&self) -> &(dyn StdError + 'static);

    /// What the declaration says of the retrying of this error.
    fn retry(&self) -> Option<RetryKind> {
        let code = self.metadata().code()?;
        retry_kind(Self::ERRORS, code)
    }
}

/// A declared error as data.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ErrorInfo {
    /// The code on the wire.
    pub code: &'static str,
    /// The variant's name.
    pub variant: &'static str,
    /// Whether and how it is retried.
    pub retry: Option<RetryKind>,
    /// Whether it is the service's fault (5xx) and not the caller's (4xx).
    pub server_fault: bool,
    /// The shape with its members, where the model gives it any beside the message.
    pub shape: Option<ShapeRef>,
}

impl ErrorInfo {
    /// An error of the caller's that is not retried.
    pub const fn new(code: &'static str, variant: &'static str) -> Self {
        ErrorInfo { code, variant, retry: None, server_fault: false, shape: None }
    }

    /// It is retried.
    pub const fn retry(mut self, kind: RetryKind) -> Self {
        self.retry = Some(kind);
        self
    }

    /// It is the service's fault.
    pub const fn server_fault(mut self) -> Self {
        self.server_fault = true;
        self
    }

    /// It has members.
    pub const fn shape(mut self, shape: ShapeRef) -> Self {
        self.shape = Some(shape);
        self
    }
}

pub(crate) fn retry_kind(errors: &[ErrorInfo], code: &str) -> Option<RetryKind> {
    errors.iter().find(|error| error.code == code)?.retry
}

/// Returns the index of the declared error with the code of this response.
#[doc(hidden)]
pub fn position(errors: &[ErrorInfo], metadata: &ErrorMetadata) -> Option<usize> {
    let code = metadata.code()?;
    errors.iter().position(|error| error.code == code)
}

/// What a service said of an error, and how the call went that it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorMetadata {
    inner: Box<Metadata>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Metadata {
    context: CallContext,
    code: Option<String>,
    message: Option<String>,
    query_error: Option<(String, String)>,
}

impl ErrorMetadata {
    /// What a testing server answers with: a code and a message.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of_call(CallContext::new(""), Some(code.into()), Some(message.into()), None)
    }

    fn of_call(
        context: CallContext,
        code: Option<String>,
        message: Option<String>,
        query_error: Option<(String, String)>,
    ) -> Self {
        ErrorMetadata { inner: Box::new(Metadata { context, code, message, query_error }) }
    }

    /// How the call went.
    pub fn context(&self) -> &CallContext {
        &self.inner.context
    }

    /// The error's code, without a namespace: `ThrottlingException`.
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// The service's words.
    pub fn message(&self) -> Option<&str> {
        self.inner.message.as_deref()
    }

    /// The code that the service had for this error when it spoke the Query protocol, and whose
    /// fault it is: `Sender` or `Receiver`. Only from a service that is declared
    /// `query_compatible`.
    pub fn query_error(&self) -> Option<(&str, &str)> {
        self.inner.query_error.as_ref().map(|(code, fault)| (code.as_str(), fault.as_str()))
    }

    pub(crate) fn with_context(mut self, context: CallContext) -> Self {
        self.inner.context = context;
        self
    }
}

impl fmt::Display for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Metadata { context, code, message, .. } = &*self.inner;
        if !context.operation.is_empty() {
            write!(f, "{}: ", context.operation)?;
        }
        let mut line = OneLine(f);
        line.write_str(code.as_deref().unwrap_or("an error without a code"))?;
        if let Some(message) = message {
            write!(line, ": {message}")?;
        }
        if context.operation.is_empty() { Ok(()) } else { context.fmt(f) }
    }
}

/// The output or the error in an answer, which the context knows of already.
pub(crate) fn respond<T: Shape, E: ServiceError>(
    mut context: CallContext,
    query_compatible: bool,
    response: &Response<Bytes>,
) -> Result<(T, CallContext), Error<E>> {
    if response.status().is_success() && !is_page(response.headers()) {
        return match output(response.body()) {
            Ok(output) => Ok((output, context)),
            Err(error) => {
                context.may_be_applied(Applied::Yes);
                Err(Error::Response(Failure::new(context, ResponseError::Output(error))))
            }
        };
    }
    let error =
        if response.status().is_success() { None } else { error_metadata(response, query_compatible) };
    match error {
        Some(metadata) => {
            Err(Error::Service(E::from_response(metadata.with_context(context), response.body())))
        }
        None => Err(Error::Response(Failure::new(context, unexpected(response)))),
    }
}

/// An output. An empty body is an output without members: services answer so where nothing is to be
/// said.
fn output<T: Shape>(body: &[u8]) -> Result<T, ReadError> {
    if body.is_empty() { wire::from_json(b"{}") } else { wire::from_json(body) }
}

pub(crate) fn unexpected(response: &Response<Bytes>) -> ResponseError {
    let content_type =
        response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    ResponseError::Unexpected { content_type: content_type.map(str::to_owned) }
}

/// An answer that is no success, as the retry policy looks at it.
pub(crate) fn error_response<'a>(
    response: &Response<Bytes>,
    code: Option<&'a str>,
    errors: &[ErrorInfo],
) -> ErrorResponse<'a> {
    let modeled = code
        .and_then(|code| errors.iter().find(|error| error.code == code))
        .map(|error| Modeled { retry: error.retry });
    ErrorResponse { status: response.status().as_u16(), code, modeled }
}

/// What an error answer says; `None` if it has no code and so is none of the service's own.
///
/// The code is looked for in the header `x-amzn-errortype`, then `__type`, then `code`: 17 error
/// shapes of AWS's models have a member of the name `code` that is none. What stands before the
/// first `:` counts, and of that what stands behind the first `#`
/// (<https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization>).
pub(crate) fn error_metadata(response: &Response<Bytes>, query_compatible: bool) -> Option<ErrorMetadata> {
    let header = response.headers().get("x-amzn-errortype").and_then(|value| value.to_str().ok());
    let body = ErrorBody::of(response.body());
    let code = [header, body.kind.as_deref(), body.code.as_deref()]
        .into_iter()
        .flatten()
        .map(bare_code)
        .find(|code| !code.is_empty());
    let query_error = if query_compatible { query_error(response.headers()) } else { None };
    code.map(|code| {
        ErrorMetadata::of_call(CallContext::new(""), Some(code.to_owned()), body.message, query_error)
    })
}

fn bare_code(text: &str) -> &str {
    let text = text.split_once(':').map_or(text, |(code, _uri)| code);
    text.split_once('#').map_or(text, |(_namespace, code)| code)
}

/// `Code;Fault`, and nothing else.
fn query_error(headers: &HeaderMap) -> Option<(String, String)> {
    let (code, fault) = headers.get("x-amzn-query-error")?.to_str().ok()?.split_once(';')?;
    (!code.is_empty() && !fault.contains(';')).then(|| (code.to_owned(), fault.to_owned()))
}

/// The members that all errors have.
#[derive(Default)]
struct ErrorBody {
    kind: Option<String>,
    code: Option<String>,
    message: Option<String>,
}

impl ErrorBody {
    /// Takes what is there, whatever the rest is: an error's words are not lost to a member of the
    /// wrong kind, nor to a body that is cut short.
    fn of(body: &[u8]) -> Self {
        let mut found = ErrorBody::default();
        let Ok(text) = std::str::from_utf8(body) else { return found };
        // As with outputs, a byte order mark is passed over.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut json = serde_json::Deserializer::from_str(text);
        const NAMES: wire::MemberNames =
            wire::MemberNames::new(&["__type", "code", "message", "Message", "errorMessage"]);
        let _ = wire::read::with_deserializer(&mut json, |source| {
            source.structure(NAMES, &mut |index, value| {
                let Some(crate::Document::String(text)) = value.document()? else { return Ok(()) };
                match index {
                    0 => found.kind = Some(text),
                    1 => found.code = Some(text),
                    // `message` wins over the others, wherever it stands.
                    2 => found.message = Some(text),
                    _ => found.message = found.message.take().or(Some(text)),
                }
                Ok(())
            })
        });
        found
    }
}
