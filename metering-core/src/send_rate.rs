//! The turns of a client's attempts in adaptive mode.

use std::time::Duration;

use tokio::time::Instant;

use crate::retry::SendRate;

/// A send rate, and the clock that it goes by.
#[derive(Debug)]
pub(crate) struct Turns {
    rate: SendRate,
    start: Instant,
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self { rate: SendRate::default(), start: Instant::now() }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Waits until it is this one's turn. Whoever gives up waiting has taken nothing from the
    /// others.
    pub(crate) async fn wait(&self) {
        while let Err(wait) = self.rate.acquire(self.now()) {
            tokio::time::sleep(wait).await;
        }
    }

    /// An attempt has ended.
    pub(crate) fn answered(&self, throttled: bool) {
        self.rate.answered(throttled, self.now());
    }
}
