//! The part of a client that its clones and its calls share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::clock::Clock;
use crate::compress::Compression;
use crate::credentials::CachedCredentials;
use crate::endpoint::Endpoint;
use crate::retry::{RateLimiter, RetryPolicy, RetryQuota};
use crate::service::ServiceInfo;
use crate::sign::Signer;
use crate::transport::AnyTransport;

/// The settings, connections and credentials of a client.
pub struct ClientInner {
    pub service: &'static ServiceInfo,
    pub endpoint: Endpoint,
    pub inject_host_prefix: bool,
    pub signing_region: String,
    pub credentials: CachedCredentials,
    pub signer: Signer,
    pub clock: Clock,
    pub transport: AnyTransport,
    pub policy: RetryPolicy,
    pub quota: RetryQuota,
    /// The rate limiter, in adaptive mode.
    pub rate_limiter: Option<RateLimiter>,
    pub attempt_timeout: Duration,
    pub timeout: Duration,
    /// The maximum wait for an event of an event stream.
    #[cfg(feature = "event-stream")]
    pub event_timeout: Duration,
    /// The maximum size of a response body, in bytes.
    pub response_limit: usize,
    pub compression: Compression,
    pub body_size: BodySize,
}

/// The size of the last request body, so that the buffer of the next one need not grow. Programs
/// mostly send requests of similar size.
#[derive(Debug, Default)]
pub struct BodySize(AtomicUsize);

impl BodySize {
    /// Returns the expected size of the next body, in bytes.
    pub fn expected(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Records the size of a body, in bytes.
    pub fn record(&self, bytes: usize) {
        // Slightly more than the last body, with a bound, because small requests may follow a large
        // one.
        self.0.store((bytes + bytes / 8).clamp(256, 64 << 10), Ordering::Relaxed);
    }
}
