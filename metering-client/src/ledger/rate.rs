//! The budget of calls to `BatchMeterUsage`.

use super::hours::{SECOND, Time};

/// The calls per second that the ledger makes at most. AWS allows 10 per account and Region, and
/// the rest stays free for other programs.
const MAX_RATE: i64 = 8;
/// The time after which a throttled rate rises by one call per second.
const RECOVERY: Time = 10 * SECOND;
/// The part of a call that one unit of the budget buys.
const UNIT: i64 = 1_000_000;

/// A token bucket without burst: 8 calls per second, halved on throttling, one more every 10 s.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Millionths of a call per second.
    rate: i64,
    /// The earliest time of the next call.
    next: Time,
    /// The time of the last change of the rate.
    changed: Time,
}

impl Budget {
    /// Creates a full budget.
    pub fn new(now: Time) -> Self {
        Budget { rate: MAX_RATE * UNIT, next: now, changed: now }
    }

    /// Takes one call out of the budget, or returns the time to wait.
    pub fn take(&mut self, now: Time) -> Result<(), Time> {
        self.recover(now);
        let interval = (SECOND * UNIT).div_euclid(self.rate).max(1);
        // After a clock was set back, `next` may be far ahead.
        if self.next > now.saturating_add(interval) {
            self.next = now;
        }
        if self.next > now {
            return Err(self.next - now);
        }
        self.next = now.saturating_add(interval);
        Ok(())
    }

    /// Halves the rate.
    pub fn throttled(&mut self, now: Time) {
        self.recover(now);
        self.rate = (self.rate / 2).max(UNIT / 4);
        self.changed = now;
    }

    /// Returns the calls per second.
    #[cfg(test)]
    pub fn rate(&self) -> f64 {
        self.rate as f64 / UNIT as f64
    }

    fn recover(&mut self, now: Time) {
        if now < self.changed {
            self.changed = now;
        }
        let steps = (now - self.changed) / RECOVERY;
        if steps > 0 {
            self.rate = self.rate.saturating_add(steps.saturating_mul(UNIT)).min(MAX_RATE * UNIT);
            self.changed += steps * RECOVERY;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(budget: &mut Budget, from: Time, seconds: Time) -> u32 {
        (from..from + seconds * SECOND).filter(|&now| budget.take(now).is_ok()).count() as u32
    }

    #[test]
    fn the_budget_is_eight_calls_per_second() {
        assert_eq!(calls(&mut Budget::new(0), 0, 10), 80);
    }

    #[test]
    fn throttling_halves_the_rate_and_ten_seconds_add_one_call_per_second() {
        let mut budget = Budget::new(0);
        budget.throttled(0);
        assert_eq!(budget.rate(), 4.0);
        assert_eq!(calls(&mut budget, 0, 5), 20);
        budget.throttled(9_999);
        assert_eq!(budget.rate(), 2.0);
        assert!(budget.take(29_999).is_ok());
        assert_eq!(budget.rate(), 4.0);
        assert!(budget.take(9_999 + 60_000).is_ok());
        assert_eq!(budget.rate(), 8.0);
        assert!(budget.take(1_000_000).is_ok());
        assert_eq!(budget.rate(), 8.0);
    }

    #[test]
    fn repeated_throttling_never_stops_calls() {
        let mut budget = Budget::new(0);
        (0..100).for_each(|_| budget.throttled(0));
        assert!(budget.rate() > 0.0);
        assert!(calls(&mut budget, 0, 20) >= 5);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_calls() {
        let mut budget = Budget::new(1_000_000);
        assert!(budget.take(1_000_000).is_ok());
        assert!(budget.take(0).is_ok());
    }

    #[test]
    fn two_calls_at_the_same_time_are_an_interval_apart() {
        let now = 1_000_000;
        let mut budget = Budget::new(now);
        assert_eq!(budget.take(now), Ok(()));
        assert_eq!(budget.take(now), Err(125));
        assert_eq!(budget.take(now + 100), Err(25));
        assert_eq!(budget.take(now + 125), Ok(()));
    }

    #[test]
    fn a_part_of_ten_seconds_counts_for_the_next_step() {
        let mut budget = Budget::new(0);
        budget.throttled(0);
        for (now, rate) in [(25_000, 6.0), (29_999, 6.0), (30_000, 7.0)] {
            let _ = budget.take(now);
            assert_eq!(budget.rate(), rate, "{now}");
        }
    }

    #[test]
    fn a_rate_recovers_after_a_clock_was_set_back() {
        let mut budget = Budget::new(1_000_000);
        budget.throttled(1_000_000);
        for (now, rate) in [(0, 4.0), (9_999, 4.0), (10_000, 5.0)] {
            let _ = budget.take(now);
            assert_eq!(budget.rate(), rate, "{now}");
        }
    }
}
