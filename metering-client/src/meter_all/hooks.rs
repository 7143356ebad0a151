//! The functions that a caller of `meter_all` can set, and the default pace.

use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metering_core::error::CallContext;
use tokio::time::Instant;

use super::outcome::Outcome;

/// A call that `meter_all` is about to send.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NextCall {
    /// The positions of the call's records in the usage that `meter_all` was given.
    pub records: Vec<usize>,
}

/// The verdict on one record.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// The position of the record in the usage that `meter_all` was given.
    pub index: usize,
    /// The outcome of the record.
    pub outcome: Outcome,
    /// The context of the call that the outcome comes from: request id, status, attempts. `None` if
    /// no call was made for the record.
    pub call: Option<Arc<CallContext>>,
    /// The number of records in that call; 0 if no call was made for the record.
    pub call_records: usize,
    /// `true` if an earlier attempt of this `meter_all` may have been applied to the record.
    pub in_doubt: bool,
}

/// The future that a pace function returns.
pub type Turn = Pin<Box<dyn Future<Output = ControlFlow<()>> + Send>>;

/// The function that is awaited before every call.
pub type Pace = Arc<dyn Fn(NextCall) -> Turn + Send + Sync>;

/// The function that is called with every verdict.
pub type Report = Box<dyn FnMut(Verdict) + Send>;

/// The default pace: calls start at least 125 ms apart. That is 8 calls per second, of the 10 that
/// AWS allows for an account in a Region.
#[derive(Debug, Default)]
pub struct CallRate {
    next_start: Option<Instant>,
}

const INTERVAL: Duration = Duration::from_millis(125);

impl CallRate {
    /// Returns the pace function.
    pub fn into_pace(self) -> Pace {
        let rate = Mutex::new(self);
        Arc::new(move |_| {
            let start = rate.lock().unwrap_or_else(PoisonError::into_inner).reserve(Instant::now());
            Box::pin(async move {
                tokio::time::sleep_until(start).await;
                ControlFlow::Continue(())
            })
        })
    }

    /// Returns the time at which the next call may start.
    fn reserve(&mut self, now: Instant) -> Instant {
        let start = self.next_start.map_or(now, |next| next.max(now));
        self.next_start = Some(start + INTERVAL);
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_start_at_least_125_ms_apart() {
        let mut rate = CallRate::default();
        let now = Instant::now();
        let starts: Vec<u128> = (0..4).map(|_| rate.reserve(now).duration_since(now).as_millis()).collect();
        assert_eq!(starts, [0, 125, 250, 375]);

        let later = now + Duration::from_secs(60);
        assert_eq!(rate.reserve(later), later);
    }
}
