//! The server as a client's transport.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use super::dispatch::Dispatcher;
#[cfg(feature = "event-stream")]
use super::socket::ReplyBody;
use crate::transport::{Body, Sending, Transport, TransportError};

/// A transport that passes requests to a [`Server`](super::Server) in the same process.
///
/// [`Server::transport`](super::Server::transport) returns it. Handlers run on the task that awaits
/// the call, so a handler that blocks also blocks that task.
#[derive(Clone)]
pub struct InMemoryTransport {
    pub(super) dispatcher: Arc<Dispatcher>,
}

impl Transport for InMemoryTransport {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let reply = self.dispatcher.respond(head, body);
            // Without a delay, no timer is needed and nothing depends on the runtime's clock.
            if !reply.delay.is_zero() {
                tokio::time::sleep(reply.delay).await;
            }
            let Some(response) = reply.response else {
                return Err(TransportError::interrupted("the server closed the connection"));
            };
            #[cfg(feature = "event-stream")]
            if reply.events.is_some() {
                let (truncated_to, events) = (reply.truncated_to, reply.events);
                let body = |first| ReplyBody { left: Some(first), truncated_to, is_flushed: false, events };
                return Ok(response.map(|first| Body::wrap(body(first))));
            }
            match reply.truncated_to {
                Some(bytes) if bytes < response.body().len() => {
                    let (head, _) = response.into_parts();
                    let reason = "the server closed the connection inside the body";
                    Err(TransportError::body(reason, head.status, head.headers))
                }
                _ => Ok(response.map(Body::from)),
            }
        })
    }
}

impl fmt::Debug for InMemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryTransport").finish_non_exhaustive()
    }
}
