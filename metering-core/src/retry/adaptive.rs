//! AWS's adaptive mode: beside what the standard mode does, a client whose requests are throttled
//! sends fewer.
//!
//! How many in a second follows a cubic curve, as TCP's congestion control does: each throttling
//! takes it down to seven tenths, and from there it comes back, fast at first, slowly near the rate
//! that was throttled, and then faster again to find out whether more is allowed by now. Nothing
//! here reads a clock.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is left of the rate when a request is throttled.
const BETA: f64 = 0.7;
/// How steep the curve is.
const SCALE: f64 = 0.4;
/// The part that the last bucket has in the measured rate.
const SMOOTHING: f64 = 0.8;
/// Requests are counted by so many buckets in a second.
const BUCKETS: f64 = 2.0;
/// Never fewer requests in a second.
const LEAST_RATE: f64 = 0.5;
/// Never more than so many times what was sent of late.
const MOST_GROWTH: f64 = 2.0;

/// The curve that the rate follows, in requests a second; times are in seconds from any beginning.
#[derive(Debug, Clone, Copy)]
pub struct CubicRate {
    last_max: f64,
    last_throttled: f64,
}

impl CubicRate {
    /// A rate of `last_max` was throttled at the time `last_throttled`.
    #[must_use]
    pub fn new(last_max: f64, last_throttled: f64) -> Self {
        Self { last_max, last_throttled }
    }

    /// The rate at a time, where nothing is throttled.
    #[must_use]
    pub fn at(&self, now: f64) -> f64 {
        // How long it takes to come back to the rate that was throttled.
        let window = (self.last_max * (1.0 - BETA) / SCALE).cbrt();
        SCALE * (now - self.last_throttled - window).powi(3) + self.last_max
    }

    /// A rate is throttled: the one to go on with.
    pub fn throttled(&mut self, rate: f64, now: f64) -> f64 {
        *self = Self::new(rate, now);
        rate * BETA
    }
}

/// How fast the calls of a client in [adaptive mode](super::RetryMode::Adaptive) may send, all of
/// them together.
///
/// Until a request is throttled for the first time there is no limit. Times count from when it was
/// made.
pub struct SendRate(Mutex<State>);

struct State {
    curve: CubicRate,
    /// A request may be sent once something was throttled only while there is a whole token here.
    tokens: f64,
    capacity: f64,
    /// Tokens that come in a second.
    fill: f64,
    filled_at: f64,
    limited: bool,
    measured: f64,
    /// The bucket that is counted, by the time at which it begins.
    bucket: f64,
    count: f64,
}

impl Default for SendRate {
    /// No limit, and nothing sent so far.
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

    /// Asks to send a request now.
    ///
    /// # Errors
    /// After how long to ask again, where it is not its turn.
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
        // No shorter than what a clock can tell: what is missing may be less than that by rounding.
        Err(Duration::from_secs_f64((1.0 - state.tokens) / state.fill).max(Duration::from_millis(1)))
    }

    /// Takes the end of an attempt into account, whatever it was: whether it was throttled.
    pub fn answered(&self, throttled: bool, now: Duration) {
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
        let rate = rate.min(MOST_GROWTH * state.measured);
        state.refill(now);
        state.fill = rate.max(LEAST_RATE);
        state.capacity = rate.max(1.0);
        state.tokens = state.tokens.min(state.capacity);
    }

    /// Requests in a second that may be sent; none where there is no limit.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        let state = self.state();
        state.limited.then_some(state.fill)
    }

    /// Requests in a second that were sent of late.
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
