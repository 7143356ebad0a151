//! The server over a loopback socket.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::dispatch::{Dispatcher, REQUEST_LIMIT};

/// Serves connections until the task is aborted.
pub(super) async fn serve(listener: TcpListener, dispatcher: Arc<Dispatcher>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_connection(stream, Arc::clone(&dispatcher)));
                }
                // Out of file descriptors, for example: finished connections free theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_connection(stream: TcpStream, dispatcher: Arc<Dispatcher>) {
    let service = hyper::service::service_fn(move |request| respond(Arc::clone(&dispatcher), request));
    // An error here is a reply that drops the connection, or a client that disconnected.
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(
    dispatcher: Arc<Dispatcher>,
    request: http::Request<Incoming>,
) -> io::Result<Response<ReplyBody>> {
    let (head, body) = request.into_parts();
    let reply = match Limited::new(body, REQUEST_LIMIT).collect().await {
        Ok(body) => {
            // A handler may block, so it must not block this runtime's other tasks.
            tokio::task::spawn_blocking(move || dispatcher.respond(head, body.to_bytes())).await?
        }
        Err(_) => dispatcher.too_large(),
    };
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    let Some(response) = reply.response else {
        return Err(io::Error::other("the reply closes the connection"));
    };
    Ok(response.map(|body| ReplyBody {
        left: Some(body),
        truncated_to: reply.truncated_to,
        is_flushed: false,
        #[cfg(feature = "event-stream")]
        events: reply.events,
    }))
}

/// A body that may end early.
pub(super) struct ReplyBody {
    pub(super) left: Option<Bytes>,
    pub(super) truncated_to: Option<usize>,
    /// Set once hyper had the chance to write the bytes before the end of a truncated body.
    pub(super) is_flushed: bool,
    /// The events after the first bytes.
    #[cfg(feature = "event-stream")]
    pub(super) events: Option<crate::transport::Body>,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        #[cfg(feature = "event-stream")]
        if self.left.is_none()
            && self.truncated_to.is_none()
            && let Some(events) = &mut self.events
        {
            return Pin::new(events).poll_frame(context).map_err(io::Error::other);
        }
        match (self.left.take(), self.truncated_to) {
            (None, None) => Poll::Ready(None),
            (Some(body), None) => Poll::Ready(Some(Ok(Frame::data(body)))),
            (Some(body), Some(bytes)) => {
                Poll::Ready(Some(Ok(Frame::data(body.slice(..bytes.min(body.len()))))))
            }
            // hyper writes its buffer when the body is pending, and drops it when the body fails.
            (None, Some(_)) if !self.is_flushed => {
                self.is_flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            (None, Some(_)) => Poll::Ready(Some(Err(io::Error::other("the reply truncates the body")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        #[cfg(feature = "event-stream")]
        if self.events.is_some() {
            return false;
        }
        self.left.is_none() && self.truncated_to.is_none()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        #[cfg(feature = "event-stream")]
        if self.events.is_some() {
            return http_body::SizeHint::default();
        }
        http_body::SizeHint::with_exact(self.left.as_ref().map_or(0, |body| body.len() as u64))
    }
}
