//! The progress of an attempt, for when it is dropped before its end.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::{Body, Frame, SizeHint};

/// The progress of an attempt that has not ended.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(crate) request: RequestState,
    /// The status and the headers of the response, from its head until its end.
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
}

/// The state of a request's body, which its clones share. A service does not act on a request whose
/// head announces a body that never arrives.
#[derive(Debug, Default, Clone)]
pub(crate) struct RequestState(Arc<AtomicU8>);

impl RequestState {
    /// Wraps the body of the request to track if it is sent.
    pub(super) fn track(&self, body: Bytes) -> TrackedBody {
        TrackedBody { body: Some(body).filter(|body| !body.is_empty()), state: self.clone() }
    }

    /// Marks a request that can't be tracked as sent.
    pub(super) fn mark_sent(&self) {
        self.0.store(SENT, Ordering::SeqCst);
    }

    /// Cancels the request. Returns `true` if the service never receives it, and `false` if it may
    /// have.
    pub(crate) fn cancel(&self) -> bool {
        self.0.compare_exchange(PENDING, CANCELED, Ordering::SeqCst, Ordering::SeqCst) != Err(SENT)
    }
}

/// The body has not been given to a connection.
const PENDING: u8 = 0;
const SENT: u8 = 1;
const CANCELED: u8 = 2;

/// A body that records when a connection reads it. The body of a canceled request is an error,
/// which ends the connection.
#[derive(Debug)]
pub(super) struct TrackedBody {
    body: Option<Bytes>,
    state: RequestState,
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = Canceled;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Canceled>>> {
        let Some(body) = self.body.take() else { return Poll::Ready(None) };
        let state = &self.state.0;
        match state.compare_exchange(PENDING, SENT, Ordering::SeqCst, Ordering::SeqCst) {
            Err(CANCELED) => Poll::Ready(Some(Err(Canceled))),
            _ => Poll::Ready(Some(Ok(Frame::data(body)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.body.as_ref().map_or(0, |body| body.len() as u64))
    }
}

/// The error of a canceled request's body.
#[derive(Debug)]
pub(super) struct Canceled;

impl std::fmt::Display for Canceled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the request was canceled before it was sent")
    }
}

impl std::error::Error for Canceled {}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn poll(body: &mut TrackedBody) -> Poll<Option<Result<Frame<Bytes>, Canceled>>> {
        Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_canceled_request_is_never_sent() {
        let state = RequestState::default();
        let mut body = state.track(Bytes::from_static(b"{}"));
        assert!(state.cancel() && state.cancel());
        assert!(matches!(poll(&mut body), Poll::Ready(Some(Err(Canceled)))));
    }

    #[test]
    fn a_sent_request_is_not_canceled() {
        let state = RequestState::default();
        let mut body = state.track(Bytes::from_static(b"{}"));
        assert_eq!(body.size_hint().exact(), Some(2));
        let Poll::Ready(Some(Ok(frame))) = poll(&mut body) else { panic!("the body is missing") };
        assert_eq!(frame.into_data().unwrap(), "{}");
        assert!(!state.cancel());
        assert!(body.is_end_stream() && matches!(poll(&mut body), Poll::Ready(None)));
    }
}
