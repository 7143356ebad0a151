//! The causes of failed calls other than the service's errors.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

#[cfg(feature = "event-stream")]
use super::EventError;
use super::{CallContext, PeerText};
use crate::validate::{ValidationError, Violation};
use crate::wire::ReadError;

/// The cause of a failed call, with the call's context.
#[derive(Debug)]
pub struct Failure<C> {
    context: Box<CallContext>,
    cause: C,
}

impl<C> Failure<C> {
    /// Builds the failure of a call.
    pub fn new(context: CallContext, cause: C) -> Self {
        Failure { context: Box::new(context), cause }
    }

    /// Returns the call's context.
    pub fn context(&self) -> &CallContext {
        &self.context
    }

    /// Returns the cause.
    pub fn cause(&self) -> &C {
        &self.cause
    }
}

impl Failure<ValidationError> {
    /// Returns all violations of the input.
    pub fn violations(&self) -> &[Violation] {
        self.cause.violations()
    }
}

/// The time limit that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutError {
    /// The limit of one attempt, response body included. The last attempt exceeded it.
    Attempt(Duration),
    /// The limit of the whole call: credentials, all attempts and the waits between them.
    Call(Duration),
    /// The limit of the wait for an event of an event stream.
    #[cfg(feature = "event-stream")]
    Event(Duration),
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeoutError::Attempt(limit) => write!(f, "an attempt got no response within {limit:?}"),
            TimeoutError::Call(limit) => write!(f, "the call took longer than {limit:?}"),
            #[cfg(feature = "event-stream")]
            TimeoutError::Event(limit) => write!(f, "no event arrived within {limit:?}"),
        }
    }
}

impl StdError for TimeoutError {}

/// The reason why a response can't be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ResponseError {
    /// The call succeeded, but its body is not an output of the operation.
    Output(ReadError),
    /// The response is neither a success nor an error with a code: a redirect (redirects are never
    /// followed), a proxy's page, or an error from something in front of the service.
    Unexpected {
        /// The content type, if there is one.
        content_type: Option<String>,
        /// The message in the body, or the first 200 characters of the body if it has no message.
        message: Option<String>,
    },
    /// The body does not match the checksum that the service sent (`x-amz-crc32`).
    Checksum,
    /// A page repeats the token of the previous page, so the next page can't be requested.
    UnchangedToken,
    /// A page announces more pages, but has no token to request them.
    MissingToken,
    /// An event of an event stream, or its initial response, can't be used.
    #[cfg(feature = "event-stream")]
    Event(EventError),
}

impl ResponseError {
    /// Returns the message of an [`Unexpected`](ResponseError::Unexpected) response.
    pub fn message(&self) -> Option<&str> {
        match self {
            ResponseError::Unexpected { message, .. } => message.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResponseError::Output(error) => write!(f, "the output could not be read: {error}"),
            ResponseError::Checksum => f.write_str("the body does not match its x-amz-crc32 checksum"),
            ResponseError::UnchangedToken => {
                f.write_str("the service returned the same page token twice; more pages may exist")
            }
            ResponseError::MissingToken => {
                f.write_str("the service announced more pages, but returned no page token")
            }
            #[cfg(feature = "event-stream")]
            ResponseError::Event(error) => error.fmt(f),
            ResponseError::Unexpected { content_type, message } => {
                match content_type {
                    Some(kind) if !kind.contains("json") => {
                        let kind = PeerText::name(kind);
                        write!(f, "expected AWS JSON, got `{kind}`; the response may come from a proxy")?;
                    }
                    _ => f.write_str("the response has no error code")?,
                }
                message.as_ref().map_or(Ok(()), |message| write!(f, ": {}", PeerText::new(message)))
            }
        }
    }
}

impl StdError for ResponseError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            ResponseError::Output(error) => Some(error),
            #[cfg(feature = "event-stream")]
            ResponseError::Event(error) => Some(error),
            _ => None,
        }
    }
}
