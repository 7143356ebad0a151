//! The clock that signs: this machine's, set right by the service's where the two disagree.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::HeaderMap;
use http::header::DATE;

/// How far the clocks may differ before a refusal is put down to it. AWS refuses beyond five minutes at the strictest.
const TOLERANCE: Duration = Duration::from_secs(4 * 60);

/// The service's clock less this machine's, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClockSkew(i64);

/// A clock with a correction, which all of a client's calls share and keep.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    /// The time by the service's clock, as far as it is known.
    pub(crate) fn now(&self) -> SystemTime {
        let ahead = self.ahead.load(Ordering::Relaxed);
        let offset = Duration::from_secs(ahead.unsigned_abs());
        let now = SystemTime::now();
        if ahead < 0 { now - offset } else { now + offset }
    }

    /// By how much the clock that signed was wrong, by the `Date` of the service's answer; `None` if it was right enough.
    pub(crate) fn skew_to(&self, headers: &HeaderMap) -> Option<ClockSkew> {
        let date = headers.get(DATE)?.to_str().ok()?;
        let theirs = DateTime::from_str(date, Format::HttpDate).ok()?.secs();
        let seconds = |time| DateTime::from(time).secs();
        let wrong_by = theirs.abs_diff(seconds(self.now()));
        (wrong_by > TOLERANCE.as_secs()).then(|| ClockSkew(theirs - seconds(SystemTime::now())))
    }

    /// Sets the clock.
    pub(crate) fn set(&self, skew: ClockSkew) {
        tracing::warn!(
            seconds = skew.0,
            "the service's clock differs from this machine's; requests are signed by the service's"
        );
        self.ahead.store(skew.0, Ordering::Relaxed);
    }
}
