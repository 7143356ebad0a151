//! AWS's adaptive mode: a rate limit on top of the standard mode.
//!
//! The rate follows a cubic curve, like TCP's congestion control. Throttling reduces it to seven
//! tenths. Then it recovers: fast at first, slowly near the rate that was throttled, and then
//! faster again to probe for a higher limit. This module does not read a clock.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The part of the rate that is left after throttling.
const BETA: f64 = 0.7;
/// The steepness of the curve.
const SCALE: f64 = 0.4;
/// The weight of the last bucket in the measured rate.
const SMOOTHING: f64 = 0.8;
/// The number of buckets per second in which requests are counted.
const BUCKETS: f64 = 2.0;
/// The lower bound of the rate, in requests per second.
const MIN_RATE: f64 = 0.5;
/// The upper bound of the rate, as a multiple of the measured rate.
const MAX_GROWTH: f64 = 2.0;

/// The curve of the rate, in requests per second. Times are in seconds from any fixed start.
#[derive(Debug, Clone, Copy)]
pub struct CubicRate {
    last_max: f64,
    last_throttled: f64,
}

impl CubicRate {
    /// Returns the curve after a rate of `last_max` was throttled at the time `last_throttled`.
    #[must_use]
    pub fn new(last_max: f64, last_throttled: f64) -> Self {
        Self { last_max, last_throttled }
    }

    /// Returns the rate at a time, if no request is throttled until then.
    #[must_use]
    pub fn at(&self, now: f64) -> f64 {
        // The time until the rate that was throttled is reached again.
        let window = (self.last_max * (1.0 - BETA) / SCALE).cbrt();
        SCALE * (now - self.last_throttled - window).powi(3) + self.last_max
    }

    /// Restarts the curve after a rate was throttled, and returns the reduced rate.
    pub fn throttled(&mut self, rate: f64, now: f64) -> f64 {
        *self = Self::new(rate, now);
        rate * BETA
    }
}

/// The rate limit of a client in [adaptive mode](super::RetryMode::Adaptive), which all of its
/// calls share.
///
/// There is no limit until a request is throttled for the first time. Times are measured from any
/// fixed start.
pub struct SendRate(Mutex<State>);

struct State {
    curve: CubicRate,
    /// The tokens of the bucket. A request takes one token after the first throttling.
    tokens: f64,
    capacity: f64,
    /// The number of tokens added per second.
    fill: f64,
    filled_at: f64,
    limited: bool,
    measured: f64,
    /// The start of the current bucket, which counts requests.
    bucket: f64,
    count: f64,
}

impl Default for SendRate {
    /// Returns a rate without a limit and without requests.
    fn default() -> Self {
        Self(Mutex::new(State {
            curve: CubicRate::new(0.0, 0.0),
            tokens: 0.0,
            capacity: 1.0,
            fill: 1.0,
            filled_at: 0.0,
            limited: false,
            measured: 0.0,
            bucket: 0.0,
            count: 0.0,
        }))
    }
}

impl SendRate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a token for a request at the time `now`.
    ///
    /// # Errors
    /// Returns the time to wait before the next try if there is no token.
    pub fn acquire(&self, now: Duration) -> Result<(), Duration> {
        let mut state = self.state();
        if !state.limited {
            return Ok(());
        }
        state.refill(now.as_secs_f64());
        if state.tokens >= 1.0 {
            state.tokens -= 1.0;
            return Ok(());
        }
        // At least a millisecond, because rounding may make the missing part smaller than a timer's
        // resolution.
        Err(Duration::from_secs_f64((1.0 - state.tokens) / state.fill).max(Duration::from_millis(1)))
    }

    /// Adjusts the rate after an attempt, which was throttled or not.
    pub fn record(&self, throttled: bool, now: Duration) {
        let now = now.as_secs_f64();
        let mut state = self.state();
        state.measure(now);
        let rate = if throttled {
            let rate = if state.limited { state.measured.min(state.fill) } else { state.measured };
            state.limited = true;
            state.curve.throttled(rate, now)
        } else {
            state.curve.at(now)
        };
        let rate = rate.min(MAX_GROWTH * state.measured);
        state.refill(now);
        state.fill = rate.max(MIN_RATE);
        state.capacity = rate.max(1.0);
        state.tokens = state.tokens.min(state.capacity);
    }

    /// Returns the limit in requests per second; `None` if there is no limit.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        let state = self.state();
        state.limited.then_some(state.fill)
    }

    /// Returns the measured rate in requests per second.
    #[must_use]
    pub fn measured(&self) -> f64 {
        self.state().measured
    }
}

impl State {
    fn refill(&mut self, now: f64) {
        let filled = self.tokens + (now - self.filled_at).max(0.0) * self.fill;
        self.tokens = filled.min(self.capacity);
        self.filled_at = now;
    }

    fn measure(&mut self, now: f64) {
        self.count += 1.0;
        let bucket = (now * BUCKETS).floor() / BUCKETS;
        if bucket > self.bucket {
            let rate = self.count / (bucket - self.bucket);
            self.measured = rate * SMOOTHING + self.measured * (1.0 - SMOOTHING);
            (self.count, self.bucket) = (0.0, bucket);
        }
    }
}

impl fmt::Debug for SendRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendRate").field("limit", &self.limit()).field("measured", &self.measured()).finish()
    }
}
