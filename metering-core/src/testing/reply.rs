//! The server's replies.

use std::marker::PhantomData;
use std::mem::discriminant;
use std::time::Duration;

use bytes::Bytes;
#[cfg(feature = "event-stream")]
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};

#[cfg(feature = "event-stream")]
use super::events::initial_frame;
use crate::error::{ErrorInfo, ErrorMetadata, ServiceError};
#[cfg(feature = "event-stream")]
use crate::event_stream::{Connection, EVENT_STREAM};
use crate::operation::Operation;
use crate::output::Output as _;
#[cfg(feature = "event-stream")]
use crate::transport::Body;
use crate::types::Document;

/// A reply to one request of the operation `O`.
#[derive(Debug)]
pub struct Reply<O> {
    raw: RawReply,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Reply<O> {
    fn from_raw(raw: RawReply) -> Self {
        Reply { raw, operation: PhantomData }
    }

    /// Replies with an output, with status 200. An output with an event stream begins with its
    /// other members as the initial response.
    pub fn output(output: O::Output) -> Self {
        #[cfg(feature = "event-stream")]
        let output = match Self::stream(output) {
            Ok(reply) => return reply,
            Err(output) => output,
        };
        Self::from_raw(RawReply::json(StatusCode::OK, output.to_json()))
    }

    /// Replies with the events of an output, or returns an output without events.
    #[cfg(feature = "event-stream")]
    fn stream(mut output: O::Output) -> Result<Self, O::Output> {
        let json = output.to_json();
        let Some(events) = output.event_stream() else { return Err(output) };
        let body = events.take_connection().map(Connection::into_body);
        let mut response = Response::new(initial_frame(json));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(EVENT_STREAM));
        let events = Some(body.unwrap_or_else(|| Bytes::new().into()));
        Ok(Self::from_raw(RawReply { events, ..RawReply::new(response) }))
    }

    /// Replies with a declared error, with status 500 for a server fault and 400 for a client
    /// fault. Metadata without a code gets the variant's code.
    pub fn error(error: O::Error) -> Self {
        let code = code_of(&error).to_owned();
        let declared = O::Error::ERRORS.iter().find(|declared| declared.code == code);
        let status = match declared {
            Some(declared) if declared.server_fault => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let mut body = error_members(&error);
        body["__type"] = Document::String(code);
        Self::from_raw(RawReply::json(status, body.to_string()))
    }

    /// Replies with a response, unchanged, or with an untyped reply.
    pub fn raw(reply: impl Into<RawReply>) -> Self {
        Self::from_raw(reply.into())
    }

    /// Closes the connection after the request has been read, without a response.
    pub fn disconnect() -> Self {
        Self::from_raw(RawReply::disconnect())
    }

    /// Delays the reply.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.raw = self.raw.after(delay);
        self
    }

    /// Closes the connection after `bytes` bytes of the body. `content-length` announces the whole
    /// body.
    #[must_use]
    pub fn truncate(mut self, bytes: usize) -> Self {
        self.raw = self.raw.truncate(bytes);
        self
    }

    /// Returns the reply without its type.
    pub fn into_raw(self) -> RawReply {
        self.raw
    }
}

/// Returns the code of an error's metadata, or else of its variant.
pub(super) fn code_of<E: ServiceError>(error: &E) -> &str {
    let is_variant = |declared: &&ErrorInfo| {
        let built = E::from_response(ErrorMetadata::new(declared.code, ""), b"{}");
        discriminant(&built) == discriminant(error)
    };
    let code = error.metadata().code().filter(|code| !code.is_empty());
    code.or_else(|| Some(E::ERRORS.iter().find(is_variant)?.code)).unwrap_or_default()
}

/// Returns the members of an error and its message.
pub(super) fn error_members(error: &impl ServiceError) -> Document {
    let message = error.metadata().message().unwrap_or_default().to_owned();
    let mut members = serde_json::from_slice(&error.members()).unwrap_or(Document::Null);
    if !members.is_object() {
        members = Document::Object(serde_json::Map::new());
    }
    members["message"] = Document::String(message);
    members
}

impl<O: Operation> From<Result<O::Output, O::Error>> for Reply<O> {
    fn from(result: Result<O::Output, O::Error>) -> Self {
        result.map_or_else(Self::error, Self::output)
    }
}

/// A reply that is not typed by an operation, for [`Server::on_path`](super::Server::on_path),
/// [`Server::next`](super::Server::next) and [`Server::intercept`](super::Server::intercept).
#[derive(Debug)]
pub struct RawReply {
    /// `None` closes the connection instead of responding.
    pub(super) response: Option<Response<Bytes>>,
    pub(super) delay: Duration,
    pub(super) truncated_to: Option<usize>,
    /// If set, the server adds the content type.
    pub(super) is_json: bool,
    /// The events after the body.
    #[cfg(feature = "event-stream")]
    pub(super) events: Option<Body>,
}

impl RawReply {
    /// Replies with a response, unchanged.
    pub fn new(response: Response<Bytes>) -> Self {
        RawReply { response: Some(response), ..Self::disconnect() }
    }

    /// Replies with JSON. The content type follows the service's AWS JSON version, or is
    /// `application/json` for [`Server::on_path`](super::Server::on_path).
    pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        RawReply { is_json: true, ..Self::new(response) }
    }

    /// Replies with an error in the form that AWS's services use.
    pub fn error(status: StatusCode, code: &str, message: &str) -> Self {
        Self::json(status, serde_json::json!({ "__type": code, "message": message }).to_string())
    }

    /// Closes the connection after the request has been read, without a response.
    pub fn disconnect() -> Self {
        RawReply {
            response: None,
            delay: Duration::ZERO,
            truncated_to: None,
            is_json: false,
            #[cfg(feature = "event-stream")]
            events: None,
        }
    }

    /// Delays the reply, in addition to earlier delays.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay += delay;
        self
    }

    /// Closes the connection after `bytes` bytes of the body. `content-length` announces the whole
    /// body.
    #[must_use]
    pub fn truncate(mut self, bytes: usize) -> Self {
        self.truncated_to = Some(bytes);
        self
    }
}

impl From<Response<Bytes>> for RawReply {
    fn from(response: Response<Bytes>) -> Self {
        Self::new(response)
    }
}
