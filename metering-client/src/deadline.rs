//! Times of usage: hours, and the deadlines for reporting them.

use std::time::SystemTime;

use metering_core::DateTime;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Returns the current time by this machine's clock.
///
/// A [`SystemTime`] converts too: `DateTime::from(system_time)`.
pub fn now() -> DateTime {
    DateTime::from(SystemTime::now())
}

/// Returns the start of the hour in UTC that contains `time`.
///
/// ```
/// use metering_client::{DateTime, hour_of};
///
/// // 2026-11-23T10:20:30Z -> 2026-11-23T10:00:00Z
/// assert_eq!(hour_of(DateTime::from_secs(1_795_429_230)), DateTime::from_secs(1_795_428_000));
/// ```
pub fn hour_of(time: DateTime) -> DateTime {
    DateTime::from_secs(time.secs().saturating_sub(time.secs().rem_euclid(HOUR)))
}

/// Returns the start of the hour that just ended, by this machine's clock.
///
/// It is the most recent hour whose usage can be summed, because no more usage can happen in it.
///
/// ```
/// use metering_client::{hour_of, last_full_hour, now};
///
/// assert!(last_full_hour() < hour_of(now()));
/// ```
pub fn last_full_hour() -> DateTime {
    hour_of(after(now(), -HOUR))
}

/// Returns the time from which [`BatchMeterUsage`](crate::BatchMeterUsage) refuses usage of the
/// time `usage`.
///
/// The deadline is 24 hours after the usage, or 06:00 UTC on the first day of the next month if
/// that is earlier, because AWS closes a month's bill then. AWS doesn't say clearly if the 24 hours
/// also apply between 00:00 and 06:00 on that day, so this function obeys both rules.
///
/// ```
/// use metering_client::{DateTime, batch_meter_usage_deadline};
///
/// // 2026-03-31T20:00:00Z -> 2026-04-01T06:00:00Z
/// let usage = DateTime::from_secs(1_774_987_200);
/// assert_eq!(batch_meter_usage_deadline(usage), DateTime::from_secs(1_775_023_200));
/// ```
pub fn batch_meter_usage_deadline(usage: DateTime) -> DateTime {
    let month_closes = next_month(usage.secs()).saturating_add(6 * HOUR);
    if usage.secs().saturating_add(DAY) < month_closes {
        after(usage, DAY)
    } else {
        DateTime::from_secs(month_closes)
    }
}

/// Returns the last time at which [`MeterUsage`](crate::MeterUsage) accepts usage of the time
/// `usage`: six hours later.
pub fn meter_usage_deadline(usage: DateTime) -> DateTime {
    after(usage, 6 * HOUR)
}

fn after(time: DateTime, seconds: i64) -> DateTime {
    DateTime::from_secs_and_nanos(time.secs().saturating_add(seconds), time.subsec_nanos())
}

/// Returns midnight of the first day of the month after the month of `secs`, in seconds.
pub fn next_month(secs: i64) -> i64 {
    let (year, month) = month_of(secs.div_euclid(DAY));
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    first_day(year, month).saturating_mul(DAY)
}

/// Returns the number of days from 1970-01-01 to the first day of a month. Years are counted from
/// March, so that the leap day comes last.
fn first_day(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * from_march + 2) / 5
        - 719_468
}

/// Returns the year and the month of a day that is counted from 1970-01-01.
fn month_of(day: i64) -> (i64, i64) {
    // Count from a first of March at the start of a cycle of 400 years, which has 146,097 days.
    let day = day + 719_468;
    let (cycle, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let from_march = (5 * (day - (365 * year + year / 4 - year / 100)) + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    (400 * cycle + year + i64::from(month <= 2), month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_begin_at_any_time() {
        for (time, hour) in [(7_201, 7_200), (-1, -3_600), (i64::MIN, i64::MIN)] {
            assert_eq!(hour_of(DateTime::from_secs(time)), DateTime::from_secs(hour));
        }
    }

    /// Compares with the rule of the Gregorian calendar, day by day over 800 years.
    #[test]
    fn months_follow_the_calendar() {
        let (mut year, mut month) = (1600, 1);
        let mut start = first_day(1600, 1);
        while year < 2400 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let days = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            for day in start..start + days {
                assert_eq!(month_of(day), (year, month), "day {day}");
            }
            start += days;
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            assert_eq!(first_day(year, month), start);
        }
        assert_eq!(first_day(1970, 1), 0);
    }
}
