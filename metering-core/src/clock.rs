//! The clock for signatures: this machine's clock, corrected by the service's `Date` header.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;

/// The difference between the clocks from which it counts as the reason for a rejected signature.
/// The strictest AWS services allow five minutes.
const TOLERANCE: Duration = Duration::from_secs(4 * 60);

/// A clock, as the number of seconds that it is ahead of this machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSkew(i64);

impl ClockSkew {
    /// Returns the skew of a clock that shows `date` now.
    pub fn from_date(date: DateTime) -> Self {
        Self(date.secs() - DateTime::from(SystemTime::now()).secs())
    }

    /// Returns `true` if a service with one clock may reject signatures of the other clock.
    pub fn is_far_from(self, other: Self) -> bool {
        self.0.abs_diff(other.0) > TOLERANCE.as_secs()
    }

    /// Returns the time that the clock shows.
    pub fn now(self) -> SystemTime {
        self.at(SystemTime::now())
    }

    /// Returns the time that the clock shows when this machine's clock shows `now`.
    pub fn at(self, now: SystemTime) -> SystemTime {
        let offset = Duration::from_secs(self.0.unsigned_abs());
        let shown = if self.0 < 0 { now.checked_sub(offset) } else { now.checked_add(offset) };
        shown.unwrap_or(now)
    }
}

/// The clock that signs all calls of a client. A correction also applies to later calls.
#[derive(Debug, Default)]
pub struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    /// Returns the clock.
    pub fn get(&self) -> ClockSkew {
        ClockSkew(self.ahead.load(Ordering::Relaxed))
    }

    /// Sets the clock.
    pub fn set(&self, skew: ClockSkew) {
        let before = ClockSkew(self.ahead.swap(skew.0, Ordering::Relaxed));
        // One warning is enough for all calls that are refused at the same time.
        if skew.is_far_from(before) {
            tracing::warn!(
                seconds = skew.0,
                "this machine's clock is wrong; signing requests by the service's clock"
            );
        }
    }
}
