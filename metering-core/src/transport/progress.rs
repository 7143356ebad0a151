//! How far an attempt has got: what is known of it when it is given up.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::{Body, Frame, SizeHint};

/// What is known of an attempt that has not ended.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    departure: Arc<Departure>,
    /// The status and the headers of the response, from when they are there until all of it is.
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
}

impl Progress {
    /// The request's body as it is to be sent.
    pub(super) fn watch(&self, body: Bytes) -> Watched {
        Watched { body: Some(body), departure: Arc::clone(&self.departure) }
    }

    /// The request may leave, or has left, with nobody watching.
    pub(super) fn departs(&self) {
        self.departure.0.store(LEFT, Ordering::SeqCst);
    }

    /// Holds the request back. True if it was still here, so that the service never gets it; false
    /// if it may have it.
    pub(crate) fn hold_back(&self) -> bool {
        let departure = &self.departure.0;
        departure.compare_exchange(HERE, HELD, Ordering::SeqCst, Ordering::SeqCst) != Err(LEFT)
    }
}

/// Whether a request's body was handed to a connection. Until then there is no request: its head
/// alone, with a length and a signature of what never comes, is nothing that a service acts on.
#[derive(Debug, Default)]
struct Departure(AtomicU8);

const HERE: u8 = 0;
const LEFT: u8 = 1;
const HELD: u8 = 2;

/// A body that notes when it is taken. That of a request that was held back is an error, which ends
/// the connection.
#[derive(Debug)]
pub(super) struct Watched {
    body: Option<Bytes>,
    departure: Arc<Departure>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Held;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Held>>> {
        let Some(body) = self.body.take() else { return Poll::Ready(None) };
        let departure = &self.departure.0;
        match departure.compare_exchange(HERE, LEFT, Ordering::SeqCst, Ordering::SeqCst) {
            Err(HELD) => Poll::Ready(Some(Err(Held))),
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

/// The request was given up before it left.
#[derive(Debug)]
pub(super) struct Held;

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the request was given up before it was sent")
    }
}

impl std::error::Error for Held {}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn poll(body: &mut Watched) -> Poll<Option<Result<Frame<Bytes>, Held>>> {
        Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn what_is_held_back_never_leaves() {
        let progress = Progress::default();
        let mut body = progress.watch(Bytes::from_static(b"{}"));
        assert!(progress.hold_back() && progress.hold_back());
        assert!(matches!(poll(&mut body), Poll::Ready(Some(Err(Held)))));
    }

    #[test]
    fn what_has_left_is_not_held_back() {
        let progress = Progress::default();
        let mut body = progress.watch(Bytes::from_static(b"{}"));
        assert_eq!(body.size_hint().exact(), Some(2));
        let Poll::Ready(Some(Ok(frame))) = poll(&mut body) else { panic!("the body does not come") };
        assert_eq!(frame.into_data().unwrap(), "{}");
        assert!(!progress.hold_back());
        assert!(body.is_end_stream() && matches!(poll(&mut body), Poll::Ready(None)));
    }
}
