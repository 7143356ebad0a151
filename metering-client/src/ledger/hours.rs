//! Hours, deadlines, clock readings and the placement of late usage.

use std::time::Duration;

use metering_core::DateTime;

use super::state::{HeldReason, State};
use crate::batch_meter_usage_deadline;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Time = i64;

/// One second, as a [`Time`] difference.
pub const SECOND: Time = 1_000;
/// One minute, as a [`Time`] difference.
pub const MINUTE: Time = 60 * SECOND;
/// One hour, as a [`Time`] difference.
pub const HOUR: Time = 60 * MINUTE;
/// One day, as a [`Time`] difference.
pub const DAY: Time = 24 * HOUR;

/// The time after the end of a month until which the month's last hour stays open.
const MONTH_GRACE: Time = 2 * HOUR;
/// An hour takes late usage only while its deadline is further away than this.
const LATE_MARGIN: Time = HOUR;

/// A UTC hour, counted from 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(pub i64);

impl Hour {
    /// Returns the hour that contains `time`.
    pub fn of(time: Time) -> Self {
        Hour(time.div_euclid(HOUR))
    }

    /// Returns the first instant of the hour.
    pub fn start(self) -> Time {
        self.0.saturating_mul(HOUR)
    }

    /// Returns the first instant after the hour.
    pub fn end(self) -> Time {
        self.next().start()
    }

    /// Returns the following hour.
    pub fn next(self) -> Self {
        Hour(self.0.saturating_add(1))
    }

    /// Returns the start of the hour as AWS receives it.
    pub fn timestamp(self) -> DateTime {
        DateTime::from_secs(self.0.saturating_mul(HOUR / SECOND))
    }

    /// Returns the instant from which AWS refuses a record of this hour.
    pub fn deadline(self) -> Time {
        batch_meter_usage_deadline(self.timestamp()).secs().saturating_mul(SECOND)
    }

    /// Returns the last hour of this hour's month.
    pub fn last_of_month(self) -> Self {
        let next_month = crate::deadline::next_month(self.timestamp().secs());
        Hour(next_month.div_euclid(HOUR / SECOND) - 1)
    }

    /// Returns `true` if both hours belong to the same UTC month.
    pub fn is_same_month(self, other: Self) -> bool {
        self.last_of_month() == other.last_of_month()
    }

    /// Returns the first hour whose deadline is later than `time`.
    pub fn first_before_deadline(time: Time) -> Self {
        // Deadlines never decrease from hour to hour and are at most 24 hours away.
        let mut hour = Hour(Hour::of(time).0.saturating_sub(25));
        while hour.deadline() <= time {
            hour = hour.next();
        }
        hour
    }
}

/// Durations that tests with an accelerated clock scale. All of them are store time.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// The time for which a lease is valid.
    pub lease: Time,
    /// The time for which a claim allows a signature.
    pub claim: Time,
    /// The first pause before a record is sent again.
    pub backoff: Time,
    /// The longest pause before a record is sent again.
    pub max_backoff: Time,
    /// The time after the end of an hour until which the hour stays open.
    pub grace: Time,
    /// The time after a record's latest allowed signature from which an operator may move it.
    pub settle_wait: Time,
}

impl Timing {
    /// Returns durations for a clock that is `speed` times as fast. They keep their lengths in real
    /// time as far as the deadlines, which follow the clock, leave room. The grace period and the
    /// operator's wait also follow the clock.
    pub fn at_speed(self, speed: f64) -> Self {
        let scale = |time: Time, most: Time| ((time as f64 * speed) as Time).clamp(time, most);
        Timing {
            lease: scale(self.lease, HOUR / 3),
            claim: scale(self.claim, 3 * HOUR),
            backoff: scale(self.backoff, HOUR / 4),
            max_backoff: scale(self.max_backoff, HOUR),
            ..self
        }
    }
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            lease: 15 * SECOND,
            claim: 2 * MINUTE,
            backoff: 5 * SECOND,
            max_backoff: 5 * MINUTE,
            grace: 5 * MINUTE,
            settle_wait: 20 * MINUTE,
        }
    }
}

/// The store's time and the last `Date` from AWS, read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The store's time.
    pub now: Time,
    /// The latest `Date` that AWS sent.
    pub last_date: Option<Time>,
    /// The latest `Date` minus the store's time when that `Date` arrived.
    pub offset: Time,
}

impl Clock {
    /// Returns the later of the store's time and AWS's time. It decides the current hour, sealing
    /// and deadlines, so that setting a clock back never unseals a record.
    pub fn later(&self) -> Time {
        match self.last_date {
            None => self.now,
            Some(date) => self.now.max(date).max(self.corrected()),
        }
    }

    /// Returns the earlier of the store's time and AWS's last `Date`, or `None` without any
    /// `Date`. It decides pruning.
    pub fn earlier(&self) -> Option<Time> {
        self.last_date.map(|date| date.min(self.now))
    }

    /// Returns the store's time corrected by the offset of the last `Date`, for signatures.
    pub fn corrected(&self) -> Time {
        self.now.saturating_add(self.offset)
    }
}

/// Returns `true` if a point in time set `maximum` ahead at most has passed. A later one can only
/// come from a clock that was wrong when it was set, so it also counts as passed.
pub fn is_over(until: Time, now: Time, maximum: Time) -> bool {
    now >= until || until > now.saturating_add(maximum)
}

/// The time at which an hour may be sealed.
pub fn seal_time(hour: Hour, timing: &Timing) -> Time {
    if hour == hour.last_of_month() {
        // Late usage of a month can't join the next month, so the last hour waits for it longer.
        hour.end().saturating_add(MONTH_GRACE)
    } else {
        hour.end().saturating_add(timing.grace)
    }
}

/// Returns `true` if the hour may be sealed at `later`, the later clock.
pub fn is_sealable(hour: Hour, later: Time, timing: &Timing) -> bool {
    later >= seal_time(hour, timing)
}

/// Returns the ranges of hours that hold every hour that may be sealed at `later`. The last hour of
/// a month is left out while it waits.
pub fn sealable_ranges(later: Time, timing: &Timing) -> Vec<(Hour, Hour)> {
    let end = Hour::of(later.saturating_sub(timing.grace));
    // The last hour of a month may wait while later hours are sealed.
    let waiting = (1..=3)
        .map(|behind| Hour(end.0.saturating_sub(behind)))
        .find(|&hour| hour == hour.last_of_month() && !is_sealable(hour, later, timing));
    match waiting {
        Some(hour) => vec![(Hour(i64::MIN), hour), (hour.next(), end)],
        None => vec![(Hour(i64::MIN), end)],
    }
}

/// Returns the hours that ended within the last hour before `later` and may be sealed.
pub fn just_ended(later: Time, timing: &Timing) -> Vec<Hour> {
    let current = Hour::of(later);
    // The last hour of a month is sealed two hours later than the others.
    let has_just_ended = |hour: &Hour| {
        let sealed_at = seal_time(*hour, timing);
        sealed_at <= later && later < sealed_at + HOUR
    };
    [current.0 - 3, current.0 - 1].map(Hour).into_iter().filter(has_just_ended).collect()
}

/// The treatment of usage that can't join its own hour any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LateUsage {
    /// The usage joins the first unsealed hour of the same month, or is held if there is none.
    #[default]
    NextHour,
    /// The usage is held until an operator opens it into an hour or writes it off.
    HoldForOperator,
}

/// The hours that never take usage by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// The moment of the last restore of a backup.
    pub restored: Option<Time>,
    /// The first hour that isn't shadowed.
    pub shadow_until: Option<Hour>,
}

impl Limits {
    /// Returns `true` if usage of the hour may have been billed before a restore.
    pub fn is_before_restore(&self, hour: Hour) -> bool {
        self.restored.is_some_and(|moment| hour.start() <= moment)
    }

    /// Returns `true` if usage of the hour is recorded but not sent.
    pub fn is_shadowed(&self, hour: Hour) -> bool {
        self.shadow_until.is_some_and(|until| hour < until)
    }
}

/// The place of one usage event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// The event joins the open record of this hour.
    Open(Hour),
    /// The event is added to a shadowed record: its hour is sealed.
    Shadowed,
    /// No hour may take the event.
    Held(HeldReason),
}

/// Chooses the place of usage of the hour `own`. `state_of` returns the state of the billable
/// record of an hour, for the same buyer and dimension.
pub fn place(
    own: Hour,
    clock: &Clock,
    limits: &Limits,
    late_usage: LateUsage,
    state_of: impl Fn(Hour) -> Option<State>,
) -> Placement {
    if limits.is_shadowed(own) {
        let is_unsealed = matches!(state_of(own), None | Some(State::Open));
        return if is_unsealed { Placement::Open(own) } else { Placement::Shadowed };
    }
    if limits.is_before_restore(own) {
        return Placement::Held(HeldReason::Restored);
    }
    match find_hour(own, clock, limits, state_of) {
        Some(hour) if hour == own || late_usage == LateUsage::NextHour => Placement::Open(hour),
        _ => Placement::Held(HeldReason::Late),
    }
}

/// Returns the hour that accepts usage of the hour `own`, or `None` if no hour can accept the
/// usage.
pub fn find_hour(
    own: Hour,
    clock: &Clock,
    limits: &Limits,
    state_of: impl Fn(Hour) -> Option<State>,
) -> Option<Hour> {
    let later = clock.later();
    let is_free =
        |hour: Hour| !limits.is_before_restore(hour) && matches!(state_of(hour), None | Some(State::Open));
    if is_free(own) && own.deadline() - later > LATE_MARGIN {
        return Some(own);
    }
    let mut hour = Hour::of(later);
    while !is_free(hour) {
        hour = hour.next();
    }
    if !hour.is_same_month(own) {
        hour = own.last_of_month();
        if !is_free(hour) || later >= hour.end() + MONTH_GRACE {
            return None;
        }
    }
    // Nothing crosses the end of shadow mode, in either direction.
    (limits.is_shadowed(hour) == limits.is_shadowed(own)).then_some(hour)
}

/// The limits on the age of usage and on how long it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// The maximum age at which usage is accepted.
    pub max_age: Time,
    /// The time for which keys are kept.
    pub keys: Time,
    /// The time for which settled records are kept.
    pub records: Time,
}

/// The time by which usage may be ahead of the store's clock.
pub const MAX_AHEAD: Time = 5 * MINUTE;

impl Default for Retention {
    fn default() -> Self {
        Retention { max_age: 14 * DAY, keys: 15 * DAY, records: 100 * DAY }
    }
}

/// The reason why the time of an event is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untimely {
    /// The event is more than five minutes ahead of the store's clock.
    Future,
    /// The event is older than the accepted age, or than the kept keys.
    TooOld,
}

/// Checks the time of an event whose key is unknown.
pub fn check_age(time: Time, now: Time, watermark: Time, retention: &Retention) -> Result<(), Untimely> {
    if time > now.saturating_add(MAX_AHEAD) {
        return Err(Untimely::Future);
    }
    // Below the watermark, the key may have been known and pruned.
    if time < now.saturating_sub(retention.max_age) || time < watermark {
        return Err(Untimely::TooOld);
    }
    Ok(())
}

/// Converts a duration, saturating.
pub fn millis(duration: Duration) -> Time {
    Time::try_from(duration.as_millis()).unwrap_or(Time::MAX)
}

/// Converts a timestamp, saturating.
pub fn time_of(at: DateTime) -> Time {
    at.secs().saturating_mul(SECOND).saturating_add(Time::from(at.subsec_nanos() / 1_000_000))
}

/// Converts a time back.
pub fn date_time(time: Time) -> DateTime {
    let nanos = u32::try_from(time.rem_euclid(SECOND)).unwrap_or_default() * 1_000_000;
    DateTime::from_secs_and_nanos(time.div_euclid(SECOND), nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-05-10T12:30:00Z.
    const NOON: Time = 1_778_416_200_000;
    /// 2026-05-31T23:00:00Z, the last hour of May.
    const LAST: Hour = Hour(494_519);
    const TIMING: fn() -> Timing = Timing::default;

    fn clock(now: Time) -> Clock {
        Clock { now, last_date: None, offset: 0 }
    }

    #[test]
    fn the_last_hour_of_a_month_is_found() {
        assert_eq!(LAST.timestamp().to_string(), "2026-05-31T23:00:00Z");
        assert_eq!(Hour::of(NOON).last_of_month(), LAST);
        assert_eq!(LAST.last_of_month(), LAST);
        assert!(LAST.is_same_month(Hour::of(NOON)) && !LAST.is_same_month(LAST.next()));
        assert_eq!(LAST.next().timestamp().to_string(), "2026-06-01T00:00:00Z");
        assert_eq!((LAST.end() - LAST.start(), Hour::of(LAST.end() - 1)), (3_600_000, LAST));
    }

    #[test]
    fn an_hour_is_sealed_five_minutes_after_its_end_and_the_last_of_a_month_two_hours_after() {
        let (hour, timing) = (Hour::of(NOON), TIMING());
        assert_eq!(seal_time(hour, &timing), hour.end() + 5 * 60_000);
        assert_eq!(seal_time(LAST, &timing), LAST.end() + 2 * 3_600_000);
        assert!(!is_sealable(hour, hour.end() + 299_999, &timing));
        assert!(is_sealable(hour, hour.end() + 300_000, &timing));
    }

    /// The ranges of a query and the rule for one hour agree, around a month's end.
    #[test]
    fn the_ranges_hold_every_hour_that_may_be_sealed() {
        let timing = TIMING();
        for minute in 0..8 * 60 {
            let later = LAST.start() - 2 * HOUR + minute * MINUTE;
            let ranges = sealable_ranges(later, &timing);
            for hour in (LAST.0 - 30..LAST.0 + 8).map(Hour) {
                let is_in_a_range = ranges.iter().any(|&(from, before)| from <= hour && hour < before);
                assert_eq!(is_in_a_range, is_sealable(hour, later, &timing), "{hour:?} at {minute}");
            }
        }
    }

    /// Each hour gets its zero record once it may be sealed, during the rest of that hour.
    #[test]
    fn each_hour_has_just_ended_once() {
        let timing = TIMING();
        for hour in (LAST.0 - 3..LAST.0 + 5).map(Hour) {
            let minutes = (0..12 * 60)
                .filter(|minute| just_ended(hour.start() + minute * MINUTE, &timing).contains(&hour))
                .collect::<Vec<_>>();
            let expected = if hour == LAST { 180..240 } else { 65..120 };
            assert_eq!(minutes, expected.collect::<Vec<_>>(), "{hour:?}");
        }
    }

    #[test]
    fn late_usage_may_be_held_for_an_operator() {
        let (own, limits) = (Hour::of(NOON), Limits::default());
        let place = |late_usage, state: Option<State>| {
            let state_of = |hour| if hour == own { state } else { None };
            super::place(own, &clock(NOON + HOUR), &limits, late_usage, state_of)
        };
        let (next, hold) = (LateUsage::NextHour, LateUsage::HoldForOperator);
        for late_usage in [next, hold] {
            for state in [None, Some(State::Open)] {
                assert_eq!(place(late_usage, state), Placement::Open(own));
            }
        }
        for state in State::ALL.into_iter().filter(|state| *state != State::Open) {
            assert_eq!(place(next, Some(state)), Placement::Open(own.next()), "{state}");
            assert_eq!(place(hold, Some(state)), Placement::Held(HeldReason::Late), "{state}");
        }
    }

    /// The last hour of a month takes late usage until 02:00 UTC on the first.
    #[test]
    fn late_usage_never_joins_another_month() {
        let own = Hour(LAST.0 - 5);
        let find = |now, last: Option<State>| {
            let state_of =
                |hour| if hour == LAST { last } else { Some(State::Sealed).filter(|_| hour == own) };
            find_hour(own, &clock(now), &Limits::default(), state_of)
        };
        assert_eq!(find(LAST.start() - 1, None), Some(Hour(LAST.0 - 1)));
        assert_eq!(find(LAST.end(), None), Some(LAST));
        assert_eq!(find(LAST.end() + 2 * HOUR - 1, Some(State::Open)), Some(LAST));
        assert_eq!(find(LAST.end() + 2 * HOUR - 1, Some(State::Sealed)), None);
        assert_eq!(find(LAST.end() + 2 * HOUR, None), None);
    }

    #[test]
    fn an_hour_takes_late_usage_until_an_hour_before_its_deadline() {
        let own = Hour::of(NOON);
        let find = |now| find_hour(own, &clock(now), &Limits::default(), |_| None);
        assert_eq!(find(own.deadline() - HOUR - 1), Some(own));
        assert_eq!(find(own.deadline() - HOUR), Some(Hour::of(own.deadline() - HOUR)));
    }

    #[test]
    fn the_first_hour_before_its_deadline_is_found() {
        for time in [NOON, LAST.start(), LAST.end() + 6 * HOUR - 1, LAST.end() + 6 * HOUR, LAST.end() + DAY] {
            let first = Hour::first_before_deadline(time);
            assert!(first.deadline() > time && Hour(first.0 - 1).deadline() <= time, "{time}");
        }
        // Until 06:00 UTC on the first, AWS accepts May. At 06:00, all of May is over.
        assert_eq!(Hour::first_before_deadline(LAST.end() + 6 * HOUR), LAST.next());
    }

    #[test]
    fn durations_scale_with_the_clock_up_to_what_deadlines_allow() {
        let real = Timing::default().at_speed(1.0);
        assert_eq!(
            (real.lease, real.claim, real.backoff, real.max_backoff),
            (15_000, 120_000, 5_000, 300_000)
        );
        let double = Timing::default().at_speed(2.0);
        assert_eq!((double.lease, double.claim, double.max_backoff), (30_000, 240_000, 600_000));
        assert_eq!((double.grace, double.settle_wait), (real.grace, real.settle_wait));
        let fast = Timing::default().at_speed(3_600.0);
        assert_eq!((fast.lease, fast.claim), (1_200_000, 3 * 3_600_000));
        assert_eq!((fast.backoff, fast.max_backoff), (900_000, 3_600_000));
        // A slow clock doesn't shorten them.
        assert_eq!(Timing::default().at_speed(0.5).lease, 15_000);
    }

    #[test]
    fn ages_have_limits_on_both_sides() {
        let retention = Retention::default();
        let check = |time, watermark| check_age(time, NOON, watermark, &retention);
        assert_eq!(check(NOON + 300_000, 0), Ok(()));
        assert_eq!(check(NOON + 300_001, 0), Err(Untimely::Future));
        assert_eq!(check(NOON - 14 * 86_400_000, 0), Ok(()));
        assert_eq!(check(NOON - 14 * 86_400_000 - 1, 0), Err(Untimely::TooOld));
        assert_eq!(check(NOON, NOON), Ok(()));
        assert_eq!(check(NOON - 1, NOON), Err(Untimely::TooOld));
    }

    #[test]
    fn times_survive_the_conversion() {
        for time in [0, 1, NOON + 123, -1, -1_500] {
            assert_eq!(time_of(date_time(time)), time);
        }
        assert_eq!(date_time(1_250).to_string(), "1970-01-01T00:00:01.25Z");
        assert_eq!(millis(Duration::from_micros(1_500_900)), 1_500);
    }
}
