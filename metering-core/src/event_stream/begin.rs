//! The beginning of an event stream: the initial response.

use std::future::poll_fn;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;
use http::response::Parts;

use super::connection::{Connection, Redact};
use super::frames::{FrameError, Frames};
use super::message::{Content, INITIAL_RESPONSE};
use crate::error::EventError;
use crate::transport::{Body, TransportError};
use crate::wire::error_response::{ErrorDetails, excerpt};

/// The content type of event streams.
pub const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

/// The beginning of a response.
pub enum Beginning {
    /// The initial response, and the connection on which the events follow.
    Events(Response<Bytes>, Box<Connection>),
    /// An exception instead of the initial response.
    Exception(Response<Bytes>, ErrorDetails),
    /// A frame that can't be used instead of the initial response.
    Invalid(Response<Bytes>, EventError),
}

/// Reads a response up to its initial response.
///
/// # Errors
/// Returns an error if the connection breaks before.
pub async fn begin(
    response: Response<Body>,
    redact: Redact,
    timeout: Duration,
) -> Result<Beginning, TransportError> {
    let (parts, body) = response.into_parts();
    let mut frames = Frames::new(body, parts.version);
    let first = poll_fn(|cx| frames.poll_frame(cx)).await;
    let cut = |error| Err(TransportError::body(error, parts.status, parts.headers.clone()));
    let first = match first {
        Some(Ok(first)) => first,
        Some(Err(FrameError::Cut(error))) => return cut(error),
        None => return cut("the stream ended before its initial response".into()),
        Some(Err(FrameError::Invalid(error))) => {
            let error = not_a_stream(&parts, frames.unread()).unwrap_or(error);
            return Ok(Beginning::Invalid(Response::from_parts(parts, Bytes::new()), error));
        }
    };
    Ok(match Content::of(first.clone(), &*redact) {
        Ok(Content::Event { name, payload, .. }) if name == INITIAL_RESPONSE => {
            let connection = Connection::new(frames, None, redact, timeout);
            Beginning::Events(Response::from_parts(parts, payload), Box::new(connection))
        }
        // Servers other than AWS's leave out an initial response without members.
        Ok(Content::Event { .. }) => {
            let connection = Connection::new(frames, Some(first), redact, timeout);
            Beginning::Events(Response::from_parts(parts, Bytes::new()), Box::new(connection))
        }
        Ok(Content::Exception { error, payload }) => {
            Beginning::Exception(Response::from_parts(parts, payload), error)
        }
        Err(error) => Beginning::Invalid(Response::from_parts(parts, Bytes::new()), error),
    })
}

/// Returns the error of a response that another server than the service may have sent.
fn not_a_stream(parts: &Parts, body: &[u8]) -> Option<EventError> {
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|kind| kind.starts_with(EVENT_STREAM)) {
        return None;
    }
    let is_text = body.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    let message = if is_text { excerpt(body) } else { None };
    Some(EventError::NotAnEventStream { content_type: content_type.map(str::to_owned), message })
}
