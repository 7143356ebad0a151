//! The clock that signs: this machine's, set right by the service's where the two disagree.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::HeaderMap;
use http::header::DATE;

/// How far the clocks may differ before a refusal is put down to it. AWS refuses beyond five
/// minutes at the strictest.
const TOLERANCE: Duration = Duration::from_secs(4 * 60);

/// Another clock than this machine's: by how many seconds it is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClockSkew(i64);

impl ClockSkew {
    /// The clock of the service that answered so, if it says what it shows.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let date = headers.get(DATE)?.to_str().ok()?;
        let theirs = DateTime::from_str(date, Format::HttpDate).ok()?.secs();
        Some(Self(theirs - DateTime::from(SystemTime::now()).secs()))
    }

    /// Whether what one of the clocks signs may be refused by the other.
    pub(crate) fn is_far_from(self, other: Self) -> bool {
        self.0.abs_diff(other.0) > TOLERANCE.as_secs()
    }

    /// What the clock shows.
    pub(crate) fn now(self) -> SystemTime {
        let now = SystemTime::now();
        let offset = Duration::from_secs(self.0.unsigned_abs());
        let shown = if self.0 < 0 { now.checked_sub(offset) } else { now.checked_add(offset) };
        shown.unwrap_or(now)
    }
}

/// The clock that all of a client's calls sign by, and which stays corrected.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    /// The clock as it is set now.
    pub(crate) fn get(&self) -> ClockSkew {
        ClockSkew(self.ahead.load(Ordering::Relaxed))
    }

    /// Sets the clock.
    pub(crate) fn set(&self, skew: ClockSkew) {
        let before = ClockSkew(self.ahead.swap(skew.0, Ordering::Relaxed));
        // Of many calls that are refused at once, one tells.
        if skew.is_far_from(before) {
            tracing::warn!(
                seconds = skew.0,
                "the service's clock differs from this machine's; requests are signed by the service's"
            );
        }
    }
}
