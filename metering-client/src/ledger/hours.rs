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
pub fn just_ended(later: Time, timing: &Timing) -> impl Iterator<Item = Hour> + use<> {
    let (timing, current) = (*timing, Hour::of(later));
    // The last hour of a month is sealed two hours later than the others.
    [current.0 - 3, current.0 - 1].into_iter().map(Hour).filter(move |&hour| {
        let sealed_at = seal_time(hour, &timing);
        sealed_at <= later && later < sealed_at + HOUR
    })
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
    match find_hour(own, clock, limits, true, state_of) {
        Some(hour) if hour == own || late_usage == LateUsage::NextHour => Placement::Open(hour),
        _ => Placement::Held(HeldReason::Late),
    }
}

/// Returns the hour that takes usage of the hour `own`, or `None` if no hour may take the usage.
/// `own` itself is considered only if `may_stay`.
pub fn find_hour(
    own: Hour,
    clock: &Clock,
    limits: &Limits,
    may_stay: bool,
    state_of: impl Fn(Hour) -> Option<State>,
) -> Option<Hour> {
    let later = clock.later();
    let is_free =
        |hour: Hour| !limits.is_before_restore(hour) && matches!(state_of(hour), None | Some(State::Open));
    if may_stay && is_free(own) && own.deadline() - later > LATE_MARGIN {
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
    /// The greatest age at which usage is accepted.
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
