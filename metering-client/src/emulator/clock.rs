//! The time by which usage is judged.

use std::time::{Duration, SystemTime};

use metering_core::DateTime;

/// This machine's time, or one that stands still until it is moved. Signatures are judged by this
/// machine's alone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Clock {
    System,
    At(DateTime),
}

impl Clock {
    pub(super) fn now(self) -> DateTime {
        match self {
            Clock::System => DateTime::from(SystemTime::now()),
            Clock::At(at) => at,
        }
    }

    /// Stops the clock, if it runs, and moves it ahead.
    pub(super) fn advance(&mut self, by: Duration) {
        let now = self.now();
        let seconds = now.secs().saturating_add_unsigned(by.as_secs());
        let nanos = now.subsec_nanos() + by.subsec_nanos();
        *self = Clock::At(DateTime::from_secs_and_nanos(
            seconds + i64::from(nanos / 1_000_000_000),
            nanos % 1_000_000_000,
        ));
    }
}
