//! The error that ends an event stream.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use crate::error::{CallContext, Error, ErrorInfo, ErrorMetadata, RetryKind, ServiceError};

/// The error that ends an event stream: an exception of the service, an invalid event, a broken
/// connection, or a pause that is too long.
///
/// It prints like [`Error`], with the number of events that came before it. Convert it to the
/// operation's error with `?`, or with [`into_error`](EventStreamError::into_error): an exception
/// then becomes a variant of the service's errors.
///
/// ```
/// # use metering_core::*;
/// # #[derive(Debug, Union)] pub enum Events { #[aws(other)] Unknown(UnknownMember) }
/// # #[derive(Debug, ServiceError)] pub enum LogsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// async fn read(mut events: EventStream<Events>) -> Result<(), Error<LogsError>> {
///     while let Some(event) = events.next().await {
///         println!("{:?}", event?);
///     }
///     Ok(())
/// }
/// ```
pub struct EventStreamError(Box<Error<Exception>>);

/// An exception in a stream, before its service is known.
#[doc(hidden)]
pub struct Exception {
    pub metadata: ErrorMetadata,
    pub payload: Bytes,
}

impl EventStreamError {
    pub(super) fn new(error: Error<Exception>) -> Self {
        EventStreamError(Box::new(error))
    }

    /// Returns the call's context: request id, attempts, and the number of
    /// [`events`](CallContext::events) before the error.
    pub fn context(&self) -> &CallContext {
        self.0.context()
    }

    /// Returns the number of events that came before the error.
    pub fn events(&self) -> u64 {
        self.context().events.unwrap_or(0)
    }

    /// Returns the request id of the response.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// Returns the code of the exception, if the service ended the stream with an exception.
    pub fn code(&self) -> Option<&str> {
        self.0.code()
    }

    /// Returns the value of the log field `error.type`.
    pub(super) fn kind(&self) -> &str {
        self.0.kind()
    }

    /// Returns the service's message, not escaped.
    pub fn message(&self) -> Option<&str> {
        self.0.message()
    }

    /// Returns the reason why a new call may succeed, or `None` if it would fail again.
    ///
    /// The client never resends a request whose stream has begun.
    pub fn retryable(&self) -> Option<RetryKind> {
        self.0.retryable()
    }

    /// Converts the error to the error of an operation whose service declares the errors `E`.
    pub fn into_error<E: ServiceError>(self) -> Error<E> {
        self.0.map_service(|exception| E::from_response(exception.metadata, &exception.payload))
    }
}

impl<E: ServiceError> From<EventStreamError> for Error<E> {
    fn from(error: EventStreamError) -> Self {
        error.into_error()
    }
}

impl fmt::Display for EventStreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for EventStreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl StdError for EventStreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

// Not among the types that rustc suggests for a type that is not a service error.
#[diagnostic::do_not_recommend]
impl ServiceError for Exception {
    const ERRORS: &'static [ErrorInfo] = &[];

    fn from_response(metadata: ErrorMetadata, body: &[u8]) -> Self {
        Exception { metadata, payload: Bytes::copy_from_slice(body) }
    }

    fn metadata(&self) -> &ErrorMetadata {
        &self.metadata
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.metadata, f)
    }
}

/// Without the payload, which may contain secrets.
impl fmt::Debug for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exception").field(&self.metadata).finish()
    }
}

impl StdError for Exception {}
