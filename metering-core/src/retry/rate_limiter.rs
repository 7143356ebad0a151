//! The rate limiter of a client in adaptive mode.

use std::time::Duration;

use tokio::time::Instant;

use super::SendRate;

/// A [`SendRate`] driven by the runtime's clock. The attempts of all calls share it.
#[derive(Debug)]
pub struct RateLimiter {
    rate: SendRate,
    start: Instant,
}

impl RateLimiter {
    /// Builds a limiter that delays no attempt until one is throttled.
    pub fn new() -> Self {
        Self { rate: SendRate::default(), start: Instant::now() }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Waits until the next attempt may be sent. If the caller stops waiting, no token is lost.
    pub async fn acquire(&self) {
        while let Err(wait) = self.rate.acquire(self.now()) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Adjusts the rate after an attempt, which was throttled or not.
    pub fn record(&self, throttled: bool) {
        self.rate.record(throttled, self.now());
    }
}
