//! Until when the service takes usage.

use metering_core::DateTime;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The time from which on [`BatchMeterUsage`](crate::BatchMeterUsage) refuses usage of the time
/// `usage`.
///
/// That is 24 hours later, or 06:00 UTC on the first day of the next month if this comes earlier:
/// by then a month's bill is closed. It is not said plainly whether in those six hours the 24 hours
/// count as well; this obeys both rules.
///
/// ```
/// use metering_client::{DateTime, batch_meter_usage_deadline};
///
/// // 2026-03-31T20:00:00Z -> 2026-04-01T06:00:00Z
/// assert_eq!(batch_meter_usage_deadline(DateTime::from_secs(1_774_987_200)), DateTime::from_secs(1_775_023_200));
/// ```
pub fn batch_meter_usage_deadline(usage: DateTime) -> DateTime {
    let month_closes = next_month(usage.secs()).saturating_add(6 * HOUR);
    if usage.secs().saturating_add(DAY) < month_closes {
        after(usage, DAY)
    } else {
        DateTime::from_secs(month_closes)
    }
}

/// The last time at which [`MeterUsage`](crate::MeterUsage) takes usage of the time `usage`: six
/// hours later.
pub fn meter_usage_deadline(usage: DateTime) -> DateTime {
    after(usage, 6 * HOUR)
}

fn after(at: DateTime, seconds: i64) -> DateTime {
    DateTime::from_secs_and_nanos(at.secs().saturating_add(seconds), at.subsec_nanos())
}

/// Midnight of the first day of the month after that of `secs`.
fn next_month(secs: i64) -> i64 {
    let (year, month) = month_of(secs.div_euclid(DAY));
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    first_day(year, month).saturating_mul(DAY)
}

/// The days from 1970-01-01 to the first of a month. Years are counted from March, so that the leap
/// day comes last.
fn first_day(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * from_march + 2) / 5
        - 719_468
}

/// The year and the month of a day that is counted from 1970-01-01.
fn month_of(day: i64) -> (i64, i64) {
    // Days from a first of March at the start of a cycle of 400 years, which always have 146,097
    // days.
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

    /// Against the calendar's own rule, day by day over 800 years.
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
