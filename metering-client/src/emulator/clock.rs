//! The emulator's clock: the machine's, a stopped one, or one that runs faster.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use metering_core::DateTime;

/// 9999-12-31T23:59:59Z. A later time has no HTTP date and no signing time.
const LATEST: i64 = 253_402_300_799;

/// The highest speed: eleven days per second.
pub(super) const MAX_SPEED: f64 = 1_000_000.0;

/// The clock that the times of usage, quotas, the `Date` header and signatures follow.
#[derive(Debug)]
pub(super) struct Clock(Mutex<State>);

#[derive(Debug)]
struct State {
    mode: Mode,
    /// The time that has passed for quotas before `quota_since`.
    quota_before: Duration,
    quota_since: Instant,
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    /// Follows the machine's clock.
    Machine,
    /// Runs from a time on, at a speed. Speed 0 is a stopped clock.
    From { start: DateTime, since: Instant, speed: f64 },
}

impl Clock {
    pub(super) fn new() -> Self {
        let state = State { mode: Mode::Machine, quota_before: Duration::ZERO, quota_since: Instant::now() };
        Clock(Mutex::new(state))
    }

    /// Returns the emulator's time.
    pub(super) fn now(&self) -> DateTime {
        self.with(|state| state.now())
    }

    /// Returns the emulator's time for signatures and the `Date` header.
    pub(super) fn system_time(&self) -> SystemTime {
        let now = self.now();
        SystemTime::UNIX_EPOCH + Duration::new(now.secs().unsigned_abs(), now.subsec_nanos())
    }

    /// Returns the time that has passed for quotas. It runs at the clock's speed, and at the
    /// machine's speed if the clock is stopped; otherwise a throttled client could never go on.
    pub(super) fn quota_time(&self) -> Duration {
        self.with(|state| state.quota_time())
    }

    /// Sets the time. A clock that follows the machine's stops; an accelerated clock keeps its
    /// speed.
    pub(super) fn set(&self, at: DateTime) {
        self.with(|state| state.restart(at, state.speed().unwrap_or(0.0)));
    }

    /// Moves the time ahead. A clock that follows the machine's stops; an accelerated clock keeps
    /// its speed.
    pub(super) fn advance(&self, by: Duration) {
        self.with(|state| state.restart(add(state.now(), by), state.speed().unwrap_or(0.0)));
    }

    /// Runs the clock at a multiple of real time, from the current time on.
    pub(super) fn set_speed(&self, speed: f64) {
        let speed = if speed.is_nan() { 0.0 } else { speed.clamp(0.0, MAX_SPEED) };
        self.with(|state| state.restart(state.now(), speed));
    }

    /// Follows the machine's clock.
    pub(super) fn follow_machine(&self) {
        self.with(|state| {
            state.settle_quota_time();
            state.mode = Mode::Machine;
        });
    }

    fn with<T>(&self, read: impl FnOnce(&mut State) -> T) -> T {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn now(&self) -> DateTime {
        match self.mode {
            Mode::Machine => within_range(DateTime::from(SystemTime::now())),
            Mode::From { start, since, speed } => add(start, scaled(since.elapsed(), speed)),
        }
    }

    /// Returns the speed, or `None` if the clock follows the machine's.
    fn speed(&self) -> Option<f64> {
        match self.mode {
            Mode::Machine => None,
            Mode::From { speed, .. } => Some(speed),
        }
    }

    fn quota_time(&self) -> Duration {
        let speed = self.speed().filter(|&speed| speed > 0.0).unwrap_or(1.0);
        self.quota_before.saturating_add(scaled(self.quota_since.elapsed(), speed))
    }

    fn settle_quota_time(&mut self) {
        self.quota_before = self.quota_time();
        self.quota_since = Instant::now();
    }

    fn restart(&mut self, start: DateTime, speed: f64) {
        self.settle_quota_time();
        self.mode = Mode::From { start: within_range(start), since: Instant::now(), speed };
    }
}

fn scaled(elapsed: Duration, speed: f64) -> Duration {
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * speed).unwrap_or(Duration::MAX)
}

/// Adds a duration, up to the latest time.
fn add(at: DateTime, by: Duration) -> DateTime {
    let nanos = at.subsec_nanos() + by.subsec_nanos();
    let seconds =
        at.secs().saturating_add_unsigned(by.as_secs()).saturating_add(i64::from(nanos / 1_000_000_000));
    within_range(DateTime::from_secs_and_nanos(seconds, nanos % 1_000_000_000))
}

/// Returns the time, or the nearest time between 1970 and 9999.
fn within_range(at: DateTime) -> DateTime {
    match at.secs() {
        ..0 => DateTime::from_secs(0),
        0..=LATEST => at,
        _ => DateTime::from_secs(LATEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_overflows() {
        let clock = Clock::new();
        for (time, expected) in [(i64::MIN, 0), (-1, 0), (i64::MAX, LATEST), (LATEST + 1, LATEST)] {
            clock.set(DateTime::from_secs(time));
            assert_eq!(clock.now().secs(), expected);
            clock.advance(Duration::MAX);
            assert_eq!(clock.now().secs(), LATEST);
            assert!(clock.system_time() > SystemTime::now());
        }
    }

    #[test]
    fn a_clock_runs_at_its_speed() {
        let clock = Clock::new();
        clock.set(DateTime::from_secs(1_000));
        assert_eq!(clock.now(), DateTime::from_secs(1_000));
        clock.set_speed(36_000.0);
        let quota = clock.quota_time();
        std::thread::sleep(Duration::from_millis(50));
        assert!(clock.now().secs() >= 1_000 + 1_800);
        assert!(clock.quota_time() - quota >= Duration::from_secs(1_800));
        // Set while it runs, it goes on from there.
        clock.set(DateTime::from_secs(5));
        std::thread::sleep(Duration::from_millis(1));
        assert!(clock.now().secs() >= 5 + 36);
        for stopped in [0.0, -1.0, f64::NAN] {
            clock.set_speed(stopped);
            assert_eq!(clock.now(), clock.now());
        }
        clock.set_speed(f64::INFINITY);
        assert!(clock.now().secs() <= LATEST);
        clock.follow_machine();
        assert!(clock.now().secs().abs_diff(DateTime::from(SystemTime::now()).secs()) <= 1);
    }
}
