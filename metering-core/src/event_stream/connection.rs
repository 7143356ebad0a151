//! The connection of an event stream: frames, their count, and the limit of the pauses.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_smithy_types::event_stream::Message;
use bytes::Bytes;
use http::HeaderMap;
use tokio::time::{Instant, Sleep};
use tracing::field::display;

use super::error::{EventStreamError, Exception};
use super::frames::{FrameError, Frames};
use super::message::Content;
use crate::error::{
    CallContext, Error, ErrorMetadata, EventError, Failure, PeerText, ResponseError, TimeoutError,
};
use crate::retry::{ErrorResponse, RetryKind};
#[cfg(feature = "testing")]
use crate::transport::Body;
use crate::transport::TransportError;

/// Removes the secrets of the request from a payload.
pub type Redact = Box<dyn Fn(&mut Bytes) + Send>;

/// An event that has not been read yet.
pub struct RawEvent {
    /// The event's type.
    pub name: String,
    pub content_type: String,
    pub payload: Bytes,
}

/// The connection of an event stream.
pub struct Connection {
    frames: Frames,
    /// The first event, if the service sends no initial response.
    first: Option<Message>,
    context: CallContext,
    redact: Redact,
    timeout: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    is_waiting: bool,
}

impl Connection {
    pub fn new(frames: Frames, first: Option<Message>, redact: Redact, timeout: Duration) -> Self {
        let context = CallContext::new("");
        Connection { frames, first, context, redact, timeout, timer: None, is_waiting: false }
    }

    /// Sets the context of the call that the stream belongs to.
    pub fn set_context(&mut self, context: CallContext) {
        self.context = CallContext { events: Some(0), ..context };
    }

    /// Returns the body of a stream that has not been read.
    #[cfg(feature = "testing")]
    pub fn into_body(self) -> Body {
        self.frames.into_body()
    }

    /// Counts an event that the caller gets.
    pub fn count(&mut self) {
        self.context.events = Some(self.context.events.unwrap_or(0) + 1);
    }

    /// Logs the end of the stream.
    pub fn log_end(&self, error: Option<&EventStreamError>) {
        let CallContext { operation, events, request_id, .. } = &self.context;
        let request_id = request_id.as_deref().map(|id| display(PeerText::name(id)));
        let error = error.map(|error| display(PeerText::name(error.kind())));
        tracing::debug!(operation, events, aws.request_id = request_id, error.type = error, "event stream ended");
    }

    /// Returns the next event, or `None` at the end.
    pub fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<RawEvent, EventStreamError>>> {
        let message = match self.first.take() {
            Some(first) => first,
            None => match self.frames.poll_frame(cx) {
                Poll::Ready(Some(Ok(message))) => message,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(self.failed(error)))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending if self.is_too_late(cx) => return Poll::Ready(Some(Err(self.timed_out()))),
                Poll::Pending => return Poll::Pending,
            },
        };
        self.is_waiting = false;
        Poll::Ready(Some(match Content::of(message, &*self.redact) {
            Ok(Content::Event { name, content_type, payload }) => {
                Ok(RawEvent { name, content_type, payload })
            }
            Ok(Content::Exception { error, payload }) => {
                let code = error.code.as_deref();
                let facts = ErrorResponse { status: 200, code, modeled: None };
                let context = CallContext { retryable: facts.retry_kind(), ..self.context.clone() };
                let metadata = ErrorMetadata::of_call(context, error.code, error.message, None);
                Err(EventStreamError::new(Error::Service(Exception { metadata, payload })))
            }
            Err(error) => Err(self.invalid(error)),
        }))
    }

    /// Returns the error of an invalid event.
    pub fn invalid(&self, error: EventError) -> EventStreamError {
        // The payload of an event is the same if it is sent again.
        let is_transient = !matches!(error, EventError::Payload { .. });
        let context =
            CallContext { retryable: is_transient.then_some(RetryKind::Transient), ..self.context.clone() };
        EventStreamError::new(Error::Response(Failure::new(context, ResponseError::Event(error))))
    }

    fn failed(&self, error: FrameError) -> EventStreamError {
        match error {
            FrameError::Invalid(error) => self.invalid(error),
            FrameError::Cut(error) => {
                let status = self.context.status.unwrap_or_default();
                let error = TransportError::body(error, status, HeaderMap::new());
                EventStreamError::new(Error::Transport(Failure::new(self.transient(), error)))
            }
        }
    }

    fn timed_out(&self) -> EventStreamError {
        let error = TimeoutError::Event(self.timeout);
        EventStreamError::new(Error::Timeout(Failure::new(self.transient(), error)))
    }

    fn transient(&self) -> CallContext {
        CallContext { retryable: Some(RetryKind::Transient), ..self.context.clone() }
    }

    /// Returns `true` if the wait for an event exceeds the limit. The limit starts when the caller
    /// begins to wait, so that a slow caller doesn't exceed it.
    fn is_too_late(&mut self, cx: &mut Context<'_>) -> bool {
        let now = Instant::now();
        let Some(deadline) = now.checked_add(self.timeout) else { return false };
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if !std::mem::replace(&mut self.is_waiting, true) {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx).is_ready()
    }
}
