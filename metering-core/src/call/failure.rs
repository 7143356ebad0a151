//! The failures of a call that are not the service's errors.

use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::error::{CallContext, Error, Failure, ResponseError, TimeoutError};
use crate::transport::TransportError;
use crate::validate::ValidationError;

/// An [`Error`] before its operation's error type is known, so that execution is not generic.
pub enum CallFailure {
    Invalid(Failure<ValidationError>),
    Credentials(Failure<CredentialsError>),
    Endpoint(Failure<EndpointError>),
    Timeout(Failure<TimeoutError>),
    Transport(Failure<TransportError>),
    Response(Failure<ResponseError>),
}

impl CallFailure {
    /// Returns the call's context.
    pub fn context(&self) -> &CallContext {
        match self {
            CallFailure::Invalid(failure) => failure.context(),
            CallFailure::Credentials(failure) => failure.context(),
            CallFailure::Endpoint(failure) => failure.context(),
            CallFailure::Timeout(failure) => failure.context(),
            CallFailure::Transport(failure) => failure.context(),
            CallFailure::Response(failure) => failure.context(),
        }
    }

    /// Returns the value of the span field `error.type`.
    pub fn kind(&self) -> &'static str {
        match self {
            CallFailure::Invalid(_) => "invalid",
            CallFailure::Credentials(_) => "credentials",
            CallFailure::Endpoint(_) => "endpoint",
            CallFailure::Timeout(_) => "timeout",
            CallFailure::Transport(_) => "transport",
            CallFailure::Response(_) => "response",
        }
    }

    /// Converts the failure to the error of an operation.
    // Not a `From`, which would show this private type in the docs and in messages of rustc.
    pub fn into_error<E>(self) -> Error<E> {
        match self {
            CallFailure::Invalid(failure) => Error::Invalid(failure),
            CallFailure::Credentials(failure) => Error::Credentials(failure),
            CallFailure::Endpoint(failure) => Error::Endpoint(failure),
            CallFailure::Timeout(failure) => Error::Timeout(failure),
            CallFailure::Transport(failure) => Error::Transport(failure),
            CallFailure::Response(failure) => Error::Response(failure),
        }
    }
}
