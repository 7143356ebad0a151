//! The time between two attempts, by Smithy's rule for waiters.

use std::time::Duration;

/// Returns the time before the next attempt, or `None` if the deadline leaves no time for one.
///
/// `attempts` is the number of attempts so far, `remaining` is the time until the deadline, and
/// `jitter` is a random number from 0 to 1.
pub fn next_delay(
    delay: Duration,
    max_delay: Duration,
    attempts: u32,
    remaining: Option<Duration>,
    jitter: f64,
) -> Option<Duration> {
    let doubled = delay.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
    let maximum = doubled.min(max_delay).max(delay);
    let chosen = delay + (maximum - delay).mul_f64(jitter.clamp(0.0, 1.0));
    let Some(remaining) = remaining else { return Some(chosen) };
    // The last attempt leaves `delay` until the deadline.
    let latest = remaining.checked_sub(delay).filter(|latest| !latest.is_zero())?;
    Some(chosen.min(latest))
}

#[cfg(test)]
mod tests {
    use super::next_delay;
    use std::time::Duration;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Smithy's rules: <https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries>.
    #[test]
    fn follows_the_rules_of_smithy() {
        // (minDelay, maxDelay, attempts, remaining time, jitter, delay)
        let table = [
            // random(minDelay, min(maxDelay, minDelay * 2 ** (attempt - 1)))
            (2, 120, 1, None, 1.0, Some(2)),
            (2, 120, 2, None, 1.0, Some(4)),
            (2, 120, 3, None, 0.5, Some(5)),
            (2, 120, 6, None, 1.0, Some(64)),
            (2, 120, 7, None, 1.0, Some(120)),
            (2, 120, 4_000_000, None, 1.0, Some(120)),
            (2, 120, 7, None, 0.0, Some(2)),
            // A maximum that is the minimum is a fixed delay.
            (20, 20, 1, None, 0.3, Some(20)),
            (20, 20, 9, None, 0.9, Some(20)),
            // if (remainingTime - delay <= minDelay): delay = remainingTime - minDelay
            (2, 120, 6, Some(70), 1.0, Some(64)),
            (2, 120, 6, Some(66), 1.0, Some(64)),
            (2, 120, 6, Some(65), 1.0, Some(63)),
            (2, 120, 6, Some(10), 1.0, Some(8)),
            (20, 20, 1, Some(30), 0.0, Some(10)),
            // No time is left for another attempt.
            (2, 120, 6, Some(2), 1.0, None),
            (20, 20, 1, Some(5), 0.0, None),
        ];
        for (min, max, attempts, remaining, jitter, expected) in table {
            let got = next_delay(seconds(min), seconds(max), attempts, remaining.map(seconds), jitter);
            assert_eq!(got, expected.map(seconds), "{min} {max} {attempts} {remaining:?} {jitter}");
        }
    }
}
