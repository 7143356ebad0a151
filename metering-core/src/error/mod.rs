//! The errors of a call, and the facts that they carry.
//!
//! [`Error`] is the error of every call, and has an example. [`CallContext`] holds the facts that
//! an error shares with a successful response: attempts, status, request id, date. [`Applied`] is
//! the effect of a failed call; check it before you resend the request.

mod applied;
mod cause;
mod context;
#[cfg(feature = "event-stream")]
mod event;
mod service_error;

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

pub use crate::peer_text::PeerText;
pub use crate::retry::RetryKind;
pub use applied::Applied;
pub(crate) use applied::is_html_page;
pub use cause::{Failure, ResponseError, TimeoutError};
pub use context::CallContext;
#[cfg(feature = "event-stream")]
pub use event::EventError;
pub use service_error::{ErrorInfo, ErrorMetadata, ServiceError};
#[doc(hidden)]
pub use service_error::{NoServiceError, position};

use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::transport::TransportError;
use crate::validate::ValidationError;

/// The error of a call whose service declares the errors `E`.
///
/// `Display` prints one line: the operation, the reason, the HTTP status, the request id and the
/// number of attempts. The line already contains the messages of its causes, so print it without a
/// report of the whole chain, such as anyhow's `{:#}`. [`source`](StdError::source) returns the
/// cause, for a downcast to its type.
///
/// `Debug` prints the same line, because `fn main() -> Result<(), Box<dyn Error>>` prints `Debug`;
/// `{:#?}` adds the fields.
///
/// Text from the service or a proxy is printed as [`PeerText`]: escaped, and at most 1,000
/// characters.
///
/// ```
/// # use metering_core::error::{Applied, Error, ServiceError};
/// fn report<E: ServiceError>(error: &Error<E>) {
///     eprintln!("{error}");
///     match error.applied() {
///         Applied::No => eprintln!("the request was not applied; it can be resent"),
///         Applied::Unknown | Applied::Yes => eprintln!("the request may already be applied"),
///     }
/// }
/// ```
#[non_exhaustive]
pub enum Error<E> {
    /// The input breaks the declaration's rules. Nothing was sent.
    Invalid(Failure<ValidationError>),
    /// No credentials could be loaded. The attempt that needed them was not sent.
    Credentials(Failure<CredentialsError>),
    /// The settings have no endpoint, or a host label is invalid. Nothing was sent.
    Endpoint(Failure<EndpointError>),
    /// An attempt, or the call as a whole, took too long.
    Timeout(Failure<TimeoutError>),
    /// The connection failed.
    Transport(Failure<TransportError>),
    /// The service returned an error.
    Service(E),
    /// The response could not be used.
    Response(Failure<ResponseError>),
}

impl<E> Error<E> {
    /// Converts the error of the service.
    pub(crate) fn map_service<F>(self, convert: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Error::Invalid(failure) => Error::Invalid(failure),
            Error::Credentials(failure) => Error::Credentials(failure),
            Error::Endpoint(failure) => Error::Endpoint(failure),
            Error::Timeout(failure) => Error::Timeout(failure),
            Error::Transport(failure) => Error::Transport(failure),
            Error::Service(error) => Error::Service(convert(error)),
            Error::Response(failure) => Error::Response(failure),
        }
    }
}

impl<E: ServiceError> Error<E> {
    /// Returns the call's context: attempts, status, request id, date.
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

    /// Returns the effect of the call: `Yes` if an attempt succeeded; otherwise `Unknown` if an
    /// attempt may have reached the service and no response shows its effect; otherwise `No`.
    pub fn applied(&self) -> Applied {
        self.context().applied
    }

    /// Returns the reason to retry the last failure, or `None` if another attempt would fail again.
    ///
    /// The result is also `Some` if the client stopped retrying because the attempts, the time or
    /// its retry quota were used up.
    pub fn retryable(&self) -> Option<RetryKind> {
        self.context().retryable
    }

    /// Returns the HTTP status of the last response.
    pub fn status(&self) -> Option<StatusCode> {
        self.context().status
    }

    /// Returns the request id of the last response.
    pub fn request_id(&self) -> Option<&str> {
        self.context().request_id.as_deref()
    }

    /// Returns the service's error code without its namespace, if the service returned an error.
    pub fn code(&self) -> Option<&str> {
        match self {
            Error::Service(error) => error.metadata().code(),
            _ => None,
        }
    }

    /// Returns the message of the service. If a proxy responded instead, returns the proxy's
    /// message, or the first 200 characters of its page.
    ///
    /// The text is not escaped. Wrap it in [`PeerText`] before you print it.
    pub fn message(&self) -> Option<&str> {
        match self {
            Error::Service(error) => error.metadata().message(),
            Error::Response(failure) => failure.cause().message(),
            _ => None,
        }
    }

    /// Returns the value of a span's field `error.type`.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Error::Invalid(_) => "invalid",
            Error::Credentials(_) => "credentials",
            Error::Endpoint(_) => "endpoint",
            Error::Timeout(_) => "timeout",
            Error::Transport(_) => "transport",
            Error::Service(_) | Error::Response(_) => self.code().unwrap_or("response"),
        }
    }

    /// Returns the cause, for `Display` and `source`.
    fn cause(&self) -> &(dyn StdError + 'static) {
        match self {
            Error::Invalid(failure) => failure.cause(),
            Error::Credentials(failure) => failure.cause(),
            Error::Endpoint(failure) => failure.cause(),
            Error::Timeout(failure) => failure.cause(),
            Error::Transport(failure) => failure.cause(),
            Error::Service(error) => error.as_error(),
            Error::Response(failure) => failure.cause(),
        }
    }
}

impl<E: ServiceError> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Room for several violations, and for a message of 1,000 characters with its frame.
        const LIMIT: usize = 4000;
        let context = self.context();
        let operation = context.operation;
        match self {
            Error::Service(error) => return error.metadata().fmt(f),
            Error::Invalid(failure) => {
                write!(f, "{operation}: invalid input: {}", PeerText::new(failure.cause()).limit(LIMIT))?;
            }
            _ => write!(f, "{operation}: {}", PeerText::new(self.cause()).limit(LIMIT))?,
        }
        context.fmt(f)
    }
}

// Not derived: a derive would require `Debug` of `E`, and a service's errors without `Debug` are
// already reported at their declaration.
impl<E: ServiceError> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        if !f.alternate() {
            return Ok(());
        }
        let (name, fields): (_, &dyn fmt::Debug) = match self {
            Error::Invalid(failure) => ("Invalid", failure),
            Error::Credentials(failure) => ("Credentials", failure),
            Error::Endpoint(failure) => ("Endpoint", failure),
            Error::Timeout(failure) => ("Timeout", failure),
            Error::Transport(failure) => ("Transport", failure),
            Error::Service(error) => ("Service", &error.as_error()),
            Error::Response(failure) => ("Response", failure),
        };
        write!(f, "\n{name}({fields:#?})")
    }
}

impl<E: ServiceError> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.cause())
    }
}
