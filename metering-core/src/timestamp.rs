//! Timestamps in the formats that AWS services and credential helpers write.

use std::str::FromStr;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Parses a timestamp: a format of Smithy (RFC 3339, an HTTP date, seconds since 1970), or another
/// format that botocore's parser accepts and that has only one meaning.
///
/// Those are ISO 8601 with a space, `UTC`, `GMT` or an offset such as `+0000`, in the basic form
/// (`20260101T000000Z`) or without seconds; RFC 2822; and the output of `date`. A time without a
/// zone is in UTC, as in all of AWS.
pub fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim();
    [Format::DateTimeWithOffset, Format::HttpDate, Format::EpochSeconds]
        .into_iter()
        .find_map(|format| DateTime::from_str(text, format).ok())
        .or_else(|| Parts::parse(text)?.into_date_time())
}

/// The parts of a timestamp, in any order.
#[derive(Default)]
struct Parts {
    year: Option<i64>,
    month: Option<u32>,
    day: Option<u32>,
    /// Seconds since midnight, and nanoseconds.
    time: Option<(i64, u32)>,
    /// Seconds east of Greenwich.
    offset: Option<i64>,
}

impl Parts {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = Self::default();
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            parts.word(&word.to_ascii_lowercase())?;
        }
        Some(parts)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        // A name may be abbreviated to three letters or more.
        let is_name = |name: &&str| word.len() >= 3 && name.starts_with(word);
        if WEEKDAYS.iter().any(is_name) {
            return Some(());
        }
        if let Some(month) = MONTHS.iter().position(is_name) {
            return set(&mut self.month, month as u32 + 1);
        }
        // After the time, a sign starts an offset; before it, a hyphen separates the parts of a
        // date.
        if self.time.is_some() && word.starts_with(['+', '-']) || matches!(word, "z" | "utc" | "gmt") {
            return set(&mut self.offset, offset(word)?);
        }
        if word.contains(':') || word.contains('t') {
            return match word.split_once('t').filter(|(date, _)| !date.is_empty()) {
                Some((date, time)) if date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
                    self.date(date)?;
                    self.time_and_offset(time)
                }
                _ => self.time_and_offset(word),
            };
        }
        match word.len() {
            1 | 2 => set(&mut self.day, number(word)?),
            4 => set(&mut self.year, number(word)?.into()),
            _ => self.date(word),
        }
    }

    /// Parses `2026-01-31` or `20260131`.
    fn date(&mut self, text: &str) -> Option<()> {
        let mut fields = text.splitn(3, '-');
        let (year, month, day) = match (fields.next(), fields.next(), fields.next()) {
            (Some(year), Some(month), Some(day)) if year.len() == 4 => (year, month, day),
            (Some(all), None, None) if all.len() == 8 && all.is_ascii() => (&all[..4], &all[4..6], &all[6..]),
            _ => return None,
        };
        set(&mut self.year, number(year)?.into())?;
        set(&mut self.month, number(month)?)?;
        set(&mut self.day, number(day)?)
    }

    /// Parses `12:34`, `12:34:56.789` or `123456`, and the zone that may follow.
    fn time_and_offset(&mut self, text: &str) -> Option<()> {
        let end = text
            .find(|char: char| !(char.is_ascii_digit() || matches!(char, ':' | '.')))
            .unwrap_or(text.len());
        let (time, zone) = text.split_at(end);
        if !zone.is_empty() {
            set(&mut self.offset, offset(zone)?)?;
        }
        let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
        let mut fields: Vec<&str> = clock.split(':').collect();
        if let [all] = fields[..] {
            fields = match all.len() {
                4 => vec![&all[..2], &all[2..]],
                6 => vec![&all[..2], &all[2..4], &all[4..]],
                _ => return None,
            };
        }
        let (hour, minute, second) = match fields[..] {
            [hour, minute] => (number(hour)?, number(minute)?, 0),
            [hour, minute, second] => (number(hour)?, number(minute)?, number(second)?),
            _ => return None,
        };
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        set(&mut self.time, (seconds, number(&digits)?))
    }

    fn into_date_time(self) -> Option<DateTime> {
        let (seconds, nanos) = self.time?;
        let midnight = format!("{:04}-{:02}-{:02}T00:00:00Z", self.year?, self.month?, self.day?);
        let midnight = DateTime::from_str(&midnight, Format::DateTime).ok()?.secs();
        Some(DateTime::from_secs_and_nanos(midnight + seconds - self.offset.unwrap_or(0), nanos))
    }
}

/// Sets a part, which a timestamp must not contain twice.
fn set<T>(part: &mut Option<T>, value: T) -> Option<()> {
    part.replace(value).is_none().then_some(())
}

fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| u32::from_str(digits).ok())?
}

/// Parses `z`, `utc`, `gmt`, `+01`, `+0100` or `+01:00` as seconds.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text {
        "z" | "utc" | "gmt" => return Some(0),
        _ => match text.split_at_checked(1)? {
            ("+", digits) => (1, digits.replace(':', "")),
            ("-", digits) => (-1, digits.replace(':', "")),
            _ => return None,
        },
    };
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 if digits.is_ascii() => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::parse;

    // Expected values: `dateutil.parser.parse(text, tzinfos={'GMT': tzutc()}).timestamp()`, the
    // parser of botocore.
    #[test]
    fn formats_that_botocore_accepts() {
        for text in [
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00z",
            "2026-01-01t00:00:00z",
            "2026-01-01T00:00:00UTC",
            "2026-01-01T00:00:00 UTC",
            "2026-01-01T00:00:00GMT",
            "2026-01-01 00:00:00 UTC",
            "2026-01-01 00:00:00+00:00",
            "2026-01-01T00:00:00+0000",
            "2026-01-01T00:00:00-0000",
            "2026-01-01T00:00:00.000+0000",
            "2026-01-01T00:00:00 +0000",
            "2026-01-01T01:00:00+01",
            "2026-01-01T05:30:00+0530",
            "2025-12-31T19:00:00.000-05:00",
            "2026-01-01T00:00Z",
            "2026-01-01 00:00",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.000000",
            "20260101T000000Z",
            "20260101T0000Z",
            "Thu, 01 Jan 2026 00:00:00 GMT",
            "Thu, 01 Jan 2026 00:00:00 +0000",
            "Thu, 1 Jan 2026 00:00:00 UTC",
            "01 Jan 2026 00:00:00 UTC",
            "Thu Jan  1 00:00:00 UTC 2026",
            "Thu Jan  1 00:00:00 2026",
            "1767225600",
            "1767225600.0",
            " 2026-01-01T00:00:00Z\n",
        ] {
            assert_eq!(parse(text).map(|time| time.secs()), Some(1_767_225_600), "{text:?}");
        }
        assert_eq!(parse("2026-01-01T00:00:00.123456UTC").unwrap().subsec_nanos(), 123_456_000);
    }

    #[test]
    fn text_that_is_not_one_time() {
        for text in [
            "",
            "soon",
            "Monkey, 01 Jan 2026 00:00:00 GMT",
            "01 Janus 2026 00:00:00 GMT",
            "2026-01-01",
            "00:00:00",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00UTC",
            "2026-01-01T24:00:01UTC",
            "2026-01-01T00:00:00 UTC UTC",
            "2026-01-01T00:00:00UTC+2",
            "2026-01-01T00:00:00 Europe/Berlin",
            "2026-01-01T00:00:00 EST",
            "01/02/2026 00:00:00",
            "2026-01-01 2026-01-01 00:00:00",
            "2026-01-01T00:00:00+99:00",
            "20260101",
            "é026-01-01T00:00:00é",
        ] {
            // A bare number is a number of seconds.
            assert_eq!(parse(text).filter(|_| text != "20260101"), None, "{text:?}");
        }
    }

    #[test]
    fn arbitrary_text_does_not_panic() {
        let alphabet: Vec<char> = "0129-:+.TtZz UTCGMjané,".chars().collect();
        for _ in 0..20_000 {
            let length = fastrand::usize(..24);
            let text: String = (0..length).map(|_| alphabet[fastrand::usize(..alphabet.len())]).collect();
            let _ = parse(&text);
        }
    }
}
