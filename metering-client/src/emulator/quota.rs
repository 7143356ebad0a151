//! AWS's quotas: calls per second, account, Region and operation.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Returns an operation's calls per second, or `None` if AWS documents no quota.
fn calls_per_second(operation: &str) -> Option<usize> {
    match operation {
        "BatchMeterUsage" | "MeterUsage" => Some(10),
        "RegisterUsage" => Some(5),
        _ => None,
    }
}

/// The calls of the last second.
#[derive(Debug, Default)]
pub(super) struct Quotas {
    calls: HashMap<(String, &'static str), VecDeque<Duration>>,
}

impl Quotas {
    /// Counts a call at the time `now`. Returns `false` if the call exceeds the quota; such a call
    /// is not counted.
    pub(super) fn admit(&mut self, region: &str, operation: &'static str, now: Duration) -> bool {
        let Some(limit) = calls_per_second(operation) else { return true };
        let calls = self.calls.entry((region.to_owned(), operation)).or_default();
        while calls.front().is_some_and(|&call| now.saturating_sub(call) >= SECOND) {
            calls.pop_front();
        }
        let admitted = calls.len() < limit;
        if admitted {
            calls.push_back(now);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_and_operation_has_its_own_quota() {
        let mut quotas = Quotas::default();
        let mut count =
            |region, operation, at| (0..50).filter(|_| quotas.admit(region, operation, at)).count();
        assert_eq!(count("eu-central-1", "BatchMeterUsage", Duration::ZERO), 10);
        assert_eq!(count("eu-central-1", "BatchMeterUsage", Duration::from_millis(999)), 0);
        assert_eq!(count("us-east-1", "BatchMeterUsage", Duration::from_millis(999)), 10);
        assert_eq!(count("eu-central-1", "MeterUsage", Duration::from_millis(999)), 10);
        assert_eq!(count("eu-central-1", "RegisterUsage", Duration::from_millis(999)), 5);
        assert_eq!(count("eu-central-1", "ResolveCustomer", Duration::from_millis(999)), 50);
        assert_eq!(count("eu-central-1", "BatchMeterUsage", Duration::from_secs(1)), 10);
    }
}
