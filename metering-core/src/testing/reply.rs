//! What the server answers with.

use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::error::ServiceError;
use crate::operation::Operation;
use crate::types::Document;
use crate::wire;

/// The answer to one request of the operation `O`.
#[derive(Debug)]
pub struct Reply<O> {
    raw: RawReply,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Reply<O> {
    fn of(raw: RawReply) -> Self {
        Reply { raw, operation: PhantomData }
    }

    /// An output, with status 200.
    pub fn output(output: O::Output) -> Self {
        Self::of(RawReply::json(StatusCode::OK, wire::to_json(&output)))
    }

    /// A declared error, with status 500 if it is the service's fault and 400 if it is the
    /// caller's.
    pub fn error(error: O::Error) -> Self {
        let code = error.metadata().code().unwrap_or_default().to_owned();
        let declared = O::Error::ERRORS.iter().find(|declared| declared.code == code);
        let status = match declared {
            Some(declared) if declared.server_fault => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let message = error.metadata().message().unwrap_or_default().to_owned();
        let mut body = serde_json::from_slice(&error.members()).unwrap_or(Document::Null);
        if !body.is_object() {
            body = Document::Object(serde_json::Map::new());
        }
        body["__type"] = Document::String(code);
        body["message"] = Document::String(message);
        Self::of(RawReply::json(status, body.to_string()))
    }

    /// Any response, as it is.
    pub fn raw(response: Response<Bytes>) -> Self {
        Self::of(RawReply { response: Some(response), ..RawReply::cut() })
    }

    /// Nothing: the connection is closed once the request has been read.
    pub fn cut() -> Self {
        Self::of(RawReply::cut())
    }

    /// The same, after a delay.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.raw = self.raw.after(delay);
        self
    }

    /// The same with its body cut short after so many bytes, and the connection closed.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.raw = self.raw.cut_after(bytes);
        self
    }

    /// The reply without its type.
    pub fn into_raw(self) -> RawReply {
        self.raw
    }
}

impl<O: Operation> From<Result<O::Output, O::Error>> for Reply<O> {
    fn from(result: Result<O::Output, O::Error>) -> Self {
        result.map_or_else(Self::error, Self::output)
    }
}

/// An answer of no particular operation: for [`Server::on_path`](super::Server::on_path) and
/// [`Server::interfere`](super::Server::interfere).
#[derive(Debug)]
pub struct RawReply {
    pub(crate) response: Option<Response<Bytes>>,
    pub(crate) delay: Duration,
    pub(crate) cut_after: Option<usize>,
    /// Whether it has the content type of the request's version of AWS JSON.
    pub(crate) aws_json: bool,
}

impl RawReply {
    /// A response as it is.
    pub fn new(response: Response<Bytes>) -> Self {
        RawReply { response: Some(response), ..Self::cut() }
    }

    /// JSON, with the content type that the request has.
    pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        RawReply { aws_json: true, ..Self::new(response) }
    }

    /// An error as AWS's services word it.
    pub fn error(status: StatusCode, code: &str, message: &str) -> Self {
        Self::json(status, serde_json::json!({ "__type": code, "message": message }).to_string())
    }

    /// Nothing: the connection is closed once the request has been read.
    pub fn cut() -> Self {
        RawReply { response: None, delay: Duration::ZERO, cut_after: None, aws_json: false }
    }

    /// The same, after a delay.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay += delay;
        self
    }

    /// The same with its body cut short after so many bytes, and the connection closed.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut_after = Some(bytes);
        self
    }
}
