//! Converts an HTTP response to an operation's output or error.

#[cfg(feature = "event-stream")]
use std::pin::pin;
#[cfg(feature = "event-stream")]
use std::task::{Context, Poll, Waker};
#[cfg(feature = "event-stream")]
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;

use crate::error::{
    Applied, CallContext, Error, ErrorInfo, ErrorMetadata, Failure, ResponseError, ServiceError, is_html_page,
};
#[cfg(feature = "event-stream")]
use crate::event_stream::{Beginning, Connection, begin};
use crate::output::Output;
use crate::retry::{ErrorResponse, Modeled};
#[cfg(feature = "event-stream")]
use crate::transport::Body;
use crate::wire::error_response::{ErrorDetails, excerpt};
use crate::wire::{self, ReadError};

/// Returns the output, or the error, in a response. `error` is `None` for a success status.
pub fn respond<T: Output, E: ServiceError>(
    mut context: CallContext,
    response: &Response<Bytes>,
    error: Option<ErrorDetails>,
) -> Result<(T, CallContext), Error<E>> {
    match error {
        None if !is_html_page(response.headers()) => match output(response.body()) {
            Ok(output) => Ok((output, context)),
            Err(error) => {
                context.merge_applied(Applied::Yes);
                Err(Error::Response(Failure::new(context, ResponseError::Output(error))))
            }
        },
        Some(ErrorDetails { code: Some(code), message, query_error }) => {
            let metadata = ErrorMetadata::of_call(context, Some(code), message, query_error);
            Err(Error::Service(E::from_response(metadata, response.body())))
        }
        Some(error) => Err(Error::Response(Failure::new(context, unexpected(response, error.message)))),
        None => Err(Error::Response(Failure::new(context, unexpected(response, excerpt(response.body()))))),
    }
}

/// Reads the output, or the error, in the response of a call with one attempt.
pub fn from_http<T: Output, E: ServiceError>(
    operation: &'static str,
    query_compatible: bool,
    response: &Response<Bytes>,
) -> Result<T, Error<E>> {
    #[cfg(feature = "event-stream")]
    if T::HAS_EVENTS && response.status().is_success() && !is_html_page(response.headers()) {
        return events_from_http(operation, response);
    }
    let error = (!response.status().is_success()).then(|| ErrorDetails::read(response, query_compatible));
    let context = single_attempt(operation, response, error.as_ref(), E::ERRORS);
    respond(context, response, error).map(|(output, _)| output)
}

/// Reads the output with an event stream whose events are all in the body.
#[cfg(feature = "event-stream")]
fn events_from_http<T: Output, E: ServiceError>(
    operation: &'static str,
    response: &Response<Bytes>,
) -> Result<T, Error<E>> {
    let whole = response.clone().map(Body::from);
    let beginning = begin(whole, Box::new(|_| {}), Duration::MAX);
    let Poll::Ready(beginning) = pin!(beginning).poll(&mut Context::from_waker(Waker::noop())) else {
        unreachable!("a body that has arrived is not pending")
    };
    let (response, connection, error) = match beginning {
        Ok(Beginning::Events(response, connection)) => (response, Some(*connection), None),
        Ok(Beginning::Exception(response, error)) => (response, None, Some(error)),
        Ok(Beginning::Invalid(response, error)) => {
            let context = single_attempt(operation, &response, None, E::ERRORS);
            return Err(Error::Response(Failure::new(context, ResponseError::Event(error))));
        }
        Err(error) => {
            let context = single_attempt(operation, response, None, E::ERRORS);
            return Err(Error::Transport(Failure::new(context, error)));
        }
    };
    let context = single_attempt(operation, &response, error.as_ref(), E::ERRORS);
    let (output, context) = respond(context, &response, error)?;
    Ok(connect(output, connection, &context))
}

/// Connects the output with its events.
#[cfg(feature = "event-stream")]
pub fn connect<T: Output>(mut output: T, connection: Option<Connection>, context: &CallContext) -> T {
    if let (Some(mut connection), Some(events)) = (connection, output.event_stream()) {
        connection.set_context(context.clone());
        events.set_connection(connection);
    }
    output
}

/// Reads an output. An empty body is an output without members; some services send it instead of
/// `{}`.
fn output<T: Output>(body: &[u8]) -> Result<T, ReadError> {
    let body = if body.is_empty() { b"{}" } else { body };
    let output = wire::read_json(body, |source| T::read_output(source))?;
    Ok(output.unwrap_or_else(T::absent_output))
}

fn unexpected(response: &Response<Bytes>, message: Option<String>) -> ResponseError {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    ResponseError::Unexpected { content_type: content_type.map(str::to_owned), message }
}

/// Returns the context of a call whose only attempt got this response.
fn single_attempt(
    operation: &'static str,
    response: &Response<Bytes>,
    error: Option<&ErrorDetails>,
    errors: &[ErrorInfo],
) -> CallContext {
    let (status, headers) = (response.status(), response.headers());
    let mut context = CallContext::new(operation);
    context.attempts = 1;
    context.record_head(status, headers);
    context.applied = match error {
        None => Applied::from_head(status, headers),
        Some(error) => {
            let code = error.code.as_deref();
            context.retryable = error_response(response, code, errors).retry_kind();
            Applied::from_error(status, headers, code, context.retryable)
        }
    };
    context
}

/// Describes an error response to the retry policy.
pub fn error_response<'a>(
    response: &Response<Bytes>,
    code: Option<&'a str>,
    errors: &[ErrorInfo],
) -> ErrorResponse<'a> {
    let modeled = code
        .and_then(|code| errors.iter().find(|error| error.code == code))
        .map(|error| Modeled { retry: error.retry });
    ErrorResponse { status: response.status().as_u16(), code, modeled }
}
