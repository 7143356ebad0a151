//! The errors that a service declares.

use std::error::Error as StdError;
use std::fmt;

use super::{CallContext, PeerText};
use crate::retry::RetryKind;
use crate::schema::ShapeRef;

/// The errors of a service's operations, as its model declares them.
///
/// Derive it on an enum with one variant for each error. The variant marked `#[aws(other)]`
/// receives every error that the enum does not list, so that errors that AWS adds later are not
/// lost.
///
/// ```
/// use metering_core::{ErrorMetadata, ServiceError};
///
/// #[derive(Debug, ServiceError)]
/// #[non_exhaustive]
/// pub enum QueueError {
///     /// The code is `QueueDoesNotExistException`.
///     QueueDoesNotExist(ErrorMetadata),
///     #[aws(code = "OverLimit", retry = throttling)]
///     OverLimit(ErrorMetadata),
///     #[aws(other)]
///     Unhandled(ErrorMetadata),
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a service error; derive `ServiceError` for it",
    note = "write `#[derive(Debug, ServiceError)]` on an enum of the errors in the service's model"
)]
pub trait ServiceError: fmt::Display + Send + Sync + Sized + 'static {
    /// The declared errors as data.
    const ERRORS: &'static [ErrorInfo];

    /// Builds the variant for an error response. `body` is the response's JSON.
    fn from_response(metadata: ErrorMetadata, body: &[u8]) -> Self;

    /// Returns the error's code and message, and the call's context.
    fn metadata(&self) -> &ErrorMetadata;

    /// Returns the error's members other than its message as JSON; `{}` if it has none.
    fn members(&self) -> Vec<u8> {
        b"{}".to_vec()
    }

    /// Returns the error as a trait object, for `Debug` and for downcasts.
    // A method and not a supertrait: a declaration without `Debug` is reported once, at the enum,
    // and not wherever the enum is used.
    fn as_error(&self) -> &(dyn StdError + 'static);

    /// Returns the declaration's retry kind for this error.
    fn retry(&self) -> Option<RetryKind> {
        let code = self.metadata().code()?;
        Self::ERRORS.iter().find(|error| error.code == code)?.retry
    }
}

/// No error of a service: the call has not read its response yet, or the service's declaration is
/// invalid and does not compile.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoServiceError {}

impl fmt::Display for NoServiceError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl StdError for NoServiceError {}

impl ServiceError for NoServiceError {
    const ERRORS: &'static [ErrorInfo] = &[];

    fn from_response(_: ErrorMetadata, _: &[u8]) -> Self {
        unreachable!("no response is read as this type")
    }

    fn metadata(&self) -> &ErrorMetadata {
        match *self {}
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
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
    /// The reason to retry the error; `None` if the error is not retried.
    pub retry: Option<RetryKind>,
    /// `true` for a fault of the service (5xx), `false` for a fault of the caller (4xx).
    pub server_fault: bool,
    /// The shape of the error's members; `None` if it has only a message.
    pub shape: Option<ShapeRef>,
}

impl ErrorInfo {
    /// Describes an error that is the caller's fault and is not retried.
    pub const fn new(code: &'static str, variant: &'static str) -> Self {
        ErrorInfo { code, variant, retry: None, server_fault: false, shape: None }
    }

    /// Sets the reason to retry the error.
    pub const fn retry(mut self, kind: RetryKind) -> Self {
        self.retry = Some(kind);
        self
    }

    /// Marks the error as a fault of the service.
    pub const fn server_fault(mut self) -> Self {
        self.server_fault = true;
        self
    }

    /// Sets the shape of the error's members.
    pub const fn shape(mut self, shape: ShapeRef) -> Self {
        self.shape = Some(shape);
        self
    }
}

/// Returns the index of the declared error with the code of this response.
#[doc(hidden)]
pub fn position(errors: &[ErrorInfo], metadata: &ErrorMetadata) -> Option<usize> {
    let code = metadata.code()?;
    errors.iter().position(|error| error.code == code)
}

/// The code and the message of a service's error, with the context of the failed call.
///
/// `Display` prints one line: the operation, the code (at most 200 characters), the message (at
/// most 1,000 characters) and the context. The accessors return the full texts.
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
    /// Builds the metadata of an error that a testing server returns.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of_call(CallContext::new(""), Some(code.into()), Some(message.into()), None)
    }

    /// Builds the metadata of a declared error that a testing server returns. The server adds the
    /// code of the error's variant.
    pub fn from_message(message: impl Into<String>) -> Self {
        Self::of_call(CallContext::new(""), None, Some(message.into()), None)
    }

    pub(crate) fn of_call(
        context: CallContext,
        code: Option<String>,
        message: Option<String>,
        query_error: Option<(String, String)>,
    ) -> Self {
        ErrorMetadata { inner: Box::new(Metadata { context, code, message, query_error }) }
    }

    /// Returns the call's context.
    pub fn context(&self) -> &CallContext {
        &self.inner.context
    }

    /// Returns the error code without its namespace: `ThrottlingException`.
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// Returns the service's message.
    pub fn message(&self) -> Option<&str> {
        self.inner.message.as_deref()
    }

    /// Returns the code that the service used for this error in the Query protocol, and the party
    /// at fault: `Sender` or `Receiver`. Only services declared `query_compatible` have it.
    pub fn query_error(&self) -> Option<(&str, &str)> {
        self.inner.query_error.as_ref().map(|(code, fault)| (code.as_str(), fault.as_str()))
    }
}

impl fmt::Display for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Metadata { context, code, message, .. } = &*self.inner;
        if !context.operation.is_empty() {
            write!(f, "{}: ", context.operation)?;
        }
        write!(f, "{}", PeerText::name(code.as_deref().unwrap_or("an error without a code")))?;
        if let Some(message) = message {
            write!(f, ": {}", PeerText::new(message))?;
        }
        if context.operation.is_empty() { Ok(()) } else { context.fmt(f) }
    }
}
