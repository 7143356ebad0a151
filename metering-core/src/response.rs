//! Converts an HTTP response to an operation's output or error.

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;

use crate::error::{
    Applied, CallContext, Error, ErrorInfo, ErrorMetadata, Failure, ResponseError, ServiceError, is_html_page,
};
use crate::retry::{ErrorResponse, Modeled, RetryKind};
use crate::shape::Shape;
use crate::wire::error_response::{ErrorDetails, excerpt};
use crate::wire::{self, ReadError};

/// Returns the error that a response carries; `None` for a success.
pub fn error_details(response: &Response<Bytes>, query_compatible: bool) -> Option<ErrorDetails> {
    (!response.status().is_success()).then(|| ErrorDetails::read(response, query_compatible))
}

/// Returns the output, or the error, in a response. `error` is its [`error_details`].
pub fn respond<T: Shape, E: ServiceError>(
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

/// Reads an output. An empty body is an output without members; some services send it instead of
/// `{}`.
fn output<T: Shape>(body: &[u8]) -> Result<T, ReadError> {
    if body.is_empty() { wire::from_json(b"{}") } else { wire::from_json(body) }
}

fn unexpected(response: &Response<Bytes>, message: Option<String>) -> ResponseError {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    ResponseError::Unexpected { content_type: content_type.map(str::to_owned), message }
}

/// Returns the context of a call whose only attempt got this response.
pub fn single_attempt(
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
            context.retryable = retry_kind(response, code, errors);
            Applied::from_error(status, headers, code, context.retryable)
        }
    };
    context
}

fn retry_kind(response: &Response<Bytes>, code: Option<&str>, errors: &[ErrorInfo]) -> Option<RetryKind> {
    error_response(response, code, errors).retry_kind()
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
