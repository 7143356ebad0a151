//! Received requests, and the bounded log that keeps them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;

use crate::shape::Shape;
use crate::wire::{self, ReadError};

/// A request that the server received.
#[derive(Clone)]
pub struct Received {
    pub(super) head: Arc<Parts>,
    pub(super) body: Bytes,
    pub(super) signature_error: Option<&'static str>,
}

impl Received {
    /// Returns the method, the path and the headers.
    pub fn head(&self) -> &Parts {
        &self.head
    }

    /// Returns the body, decompressed if the header `content-encoding` is `gzip`.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns a header as text, or an empty string if the header is missing or is not text.
    pub fn header(&self, name: &str) -> &str {
        self.head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the operation's name, from `X-Amz-Target`.
    pub fn action(&self) -> &str {
        self.header("x-amz-target").rsplit('.').next().unwrap_or_default()
    }

    /// Returns the access key id that signed the request, or an empty string if the request is not
    /// signed.
    pub fn access_key_id(&self) -> &str {
        self.scope(0)
    }

    /// Returns the Region that the request was signed for, or an empty string if the request is not
    /// signed.
    pub fn region(&self) -> &str {
        self.scope(2)
    }

    /// Returns the signing name that the request was signed for.
    pub(super) fn signing_name(&self) -> &str {
        self.scope(3)
    }

    /// Returns one part of the signature's credential: access key id, date, Region, service.
    fn scope(&self, part: usize) -> &str {
        let (_, credential) = self.header("authorization").split_once("Credential=").unwrap_or_default();
        let credential = credential.split(',').next().unwrap_or_default();
        credential.split('/').nth(part).unwrap_or_default()
    }

    /// Returns the error code that the server rejected the signature with, if it did.
    pub fn signature_error(&self) -> Option<&'static str> {
        self.signature_error
    }

    /// Parses the body as the input of an operation.
    ///
    /// # Errors
    /// Returns an error if the body is not a valid input.
    pub fn input<T: Shape>(&self) -> Result<T, ReadError> {
        wire::from_json(&self.body)
    }
}

/// Prints only the method, the path and the target: headers and body may contain secrets.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.head.method)
            .field("path", &self.head.uri.path())
            .field("target", &self.header("x-amz-target"))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The default number of requests that a server keeps.
pub(super) const KEPT_REQUESTS: usize = 1_000;

/// The number of body bytes that a server keeps, so that 1,000 large requests don't fill the
/// memory.
const KEPT_BYTES: usize = 64 << 20;

/// The newest requests, oldest first.
pub(super) struct RequestLog {
    requests: VecDeque<Received>,
    body_bytes: usize,
    capacity: usize,
    total: u64,
}

impl RequestLog {
    pub(super) fn new(capacity: usize) -> Self {
        RequestLog { requests: VecDeque::new(), body_bytes: 0, capacity, total: 0 }
    }

    pub(super) fn push(&mut self, received: Received) {
        self.total += 1;
        self.body_bytes += received.body.len();
        self.requests.push_back(received);
        let newest = 1;
        while self.requests.len() > self.capacity
            || self.body_bytes > KEPT_BYTES && self.requests.len() > newest
        {
            let Some(oldest) = self.requests.pop_front() else { break };
            self.body_bytes -= oldest.body.len();
        }
    }

    pub(super) fn to_vec(&self) -> Vec<Received> {
        self.requests.iter().cloned().collect()
    }

    /// Returns the number of requests so far, forgotten requests included.
    pub(super) fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(body: Vec<u8>) -> Received {
        let head = http::Request::post("/").body(()).unwrap().into_parts().0;
        Received { head: Arc::new(head), body: body.into(), signature_error: None }
    }

    #[test]
    fn only_the_newest_requests_are_kept() {
        let mut log = RequestLog::new(3);
        for number in 0..10 {
            log.push(received(vec![number]));
        }
        let kept: Vec<_> = log.to_vec().iter().map(|request| request.body[0]).collect();
        assert_eq!((kept, log.total()), (vec![7, 8, 9], 10));
    }

    #[test]
    fn large_bodies_are_bounded_by_their_bytes() {
        let mut log = RequestLog::new(1_000);
        for _ in 0..10 {
            log.push(received(vec![0; 16 << 20]));
        }
        assert_eq!(log.to_vec().len(), 4);
        log.push(received(vec![0; KEPT_BYTES + 1]));
        assert_eq!(log.to_vec().len(), 1);
    }

    #[test]
    fn a_log_may_keep_nothing() {
        let mut log = RequestLog::new(0);
        log.push(received(vec![1]));
        assert_eq!((log.to_vec().len(), log.total()), (0, 1));
    }
}
