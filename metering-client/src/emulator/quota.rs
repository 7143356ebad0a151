//! How many calls an account may make in a second, in each Region.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// Calls a second by operation; `None` where AWS states no quota.
fn calls_a_second(operation: &str) -> Option<usize> {
    match operation {
        "BatchMeterUsage" | "MeterUsage" => Some(10),
        "RegisterUsage" => Some(5),
        _ => None,
    }
}

/// The calls of the last second.
#[derive(Debug, Default)]
pub(super) struct Quotas {
    calls: HashMap<(String, &'static str), VecDeque<Instant>>,
}

impl Quotas {
    /// Whether a call is within the quota at this time; if so, it counts.
    pub(super) fn admit(&mut self, region: &str, operation: &'static str, now: Instant) -> bool {
        let Some(limit) = calls_a_second(operation) else { return true };
        let calls = self.calls.entry((region.to_owned(), operation)).or_default();
        while calls.front().is_some_and(|&call| now.duration_since(call) >= SECOND) {
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
    fn each_region_and_operation_has_calls_of_its_own() {
        let mut quotas = Quotas::default();
        let start = Instant::now();
        let mut count =
            |region, operation, at| (0..50).filter(|_| quotas.admit(region, operation, start + at)).count();
        assert_eq!(count("eu-central-1", "BatchMeterUsage", Duration::ZERO), 10);
        assert_eq!(count("eu-central-1", "BatchMeterUsage", Duration::from_millis(999)), 0);
        assert_eq!(count("us-east-1", "BatchMeterUsage", Duration::from_millis(999)), 10);
        assert_eq!(count("eu-central-1", "MeterUsage", Duration::from_millis(999)), 10);
        assert_eq!(count("eu-central-1", "RegisterUsage", Duration::from_millis(999)), 5);
        assert_eq!(count("eu-central-1", "ResolveCustomer", Duration::from_millis(999)), 50);
        assert_eq!(count("eu-central-1", "BatchMeterUsage", Duration::from_secs(1)), 10);
    }
}
