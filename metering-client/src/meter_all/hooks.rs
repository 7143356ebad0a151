//! The functions that a caller of `meter_all` can set, and the default pace.

use std::collections::VecDeque;
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

/// The default pace: at most 8 calls start within any second, of the 10 that AWS allows for an
/// account in a Region.
#[derive(Debug, Default)]
pub struct CallRate {
    /// The latest starts, oldest first.
    starts: VecDeque<Instant>,
}

const CALLS_PER_SECOND: usize = 8;

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
        let start = if self.starts.len() < CALLS_PER_SECOND {
            now
        } else {
            self.starts.pop_front().map_or(now, |oldest| now.max(oldest + Duration::from_secs(1)))
        };
        self.starts.push_back(start);
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_eight_calls_start_within_a_second() {
        let mut rate = CallRate::default();
        let now = Instant::now();
        let starts: Vec<u128> = (0..20).map(|_| rate.reserve(now).duration_since(now).as_millis()).collect();
        assert_eq!(starts, [[0; 8].as_slice(), &[1_000; 8], &[2_000; 4]].concat());

        let later = now + Duration::from_secs(60);
        assert_eq!(rate.reserve(later), later);
    }
}
