//! `reconcile`

use std::collections::BTreeMap;

use metering_client::ledger::{Amount, Filter, Ledger, Record, RecordId, State};

use crate::output::{Json, Report, Table};
use crate::{Failure, csv};

/// The columns that the file must have, in any order. Other columns are ignored.
const COLUMNS: [&str; 4] = ["buyer", "dimension", "day", "quantity"];

/// A buyer's account or identifier, a dimension and a UTC day.
type Key = (String, String, String);

/// Sums in micro-units.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    /// The file's sum.
    file: u128,
    /// The records that AWS accepted, doubled ones included.
    accepted: u128,
    /// The records that AWS may have accepted.
    in_doubt: u128,
    /// The other records that may still be billed.
    waiting: u128,
}

impl Sums {
    fn difference(&self) -> String {
        let amount = Amount::from_micros(self.file.abs_diff(self.accepted));
        let sign = if self.file < self.accepted { "-" } else { "" };
        format!("{sign}{amount}")
    }

    fn add(&mut self, record: &Record) {
        let micros = u128::from(record.quantity.micros().unwrap_or_default());
        match record.state {
            State::Accepted => self.accepted += micros,
            State::Moved | State::WrittenOff if record.doubled => self.accepted += micros,
            State::Moved | State::WrittenOff | State::Shadowed => {}
            _ if record.in_doubt => self.in_doubt += micros,
            _ => self.waiting += micros,
        }
    }

    /// Explains a difference.
    fn explanation(&self) -> &'static str {
        match self.file.checked_sub(self.accepted) {
            None => "the ledger accepted more",
            Some(missing) if missing <= self.in_doubt => "records in doubt may explain it",
            Some(missing) if missing <= self.in_doubt + self.waiting => "records that wait may explain it",
            Some(_) => "the ledger never recorded so much",
        }
    }
}

/// Compares accepted amounts with a file.
pub async fn report(ledger: &Ledger, path: &str) -> Result<Report, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Failed(format!("failed to read {}: {error}", crate::arguments::shown(path)))
    })?;
    let mut sums = read(&text).map_err(|error| Failure::Failed(format!("{path}: {error}")))?;
    let days = sums.keys().map(|(_, _, day)| day.clone());
    let (first, last) = (days.clone().min().unwrap_or_default(), days.max().unwrap_or_default());
    let mut after = RecordId(0);
    loop {
        let page = ledger.page(Filter::All, after, 1_000).await.map_err(Failure::new)?;
        let Some(end) = page.last() else { break };
        after = end.id;
        for record in &page {
            let day = day_of(record);
            if (&first..=&last).contains(&&day) {
                sums.entry((buyer_of(record), record.dimension.clone(), day)).or_default().add(record);
            }
        }
    }
    Ok(compare(&sums))
}

fn day_of(record: &Record) -> String {
    record.hour.to_string().chars().take(10).collect()
}

fn buyer_of(record: &Record) -> String {
    let customer = &record.customer;
    let account = customer.account_id().map(ToString::to_string);
    account.or_else(|| customer.customer_identifier().map(ToString::to_string)).unwrap_or_default()
}

fn compare(sums: &BTreeMap<Key, Sums>) -> Report {
    let mut table = Table::new(&[
        "BUYER",
        "DIMENSION",
        "DAY",
        ">FILE",
        ">ACCEPTED",
        ">IN DOUBT",
        ">WAITING",
        ">DIFFERENCE",
        "NOTE",
    ]);
    let different: Vec<_> = sums.iter().filter(|(_, sums)| sums.file != sums.accepted).collect();
    let (mut list, amount) = (Vec::new(), Amount::from_micros);
    for ((buyer, dimension, day), sums) in &different {
        table.row([
            buyer.clone(),
            dimension.clone(),
            day.clone(),
            amount(sums.file).to_string(),
            amount(sums.accepted).to_string(),
            amount(sums.in_doubt).to_string(),
            amount(sums.waiting).to_string(),
            sums.difference(),
            sums.explanation().to_owned(),
        ]);
        list.push(Json::Object(vec![
            ("buyer", Json::text(buyer)),
            ("dimension", Json::text(dimension)),
            ("day", Json::text(day)),
            ("file", Json::text(amount(sums.file))),
            ("accepted", Json::text(amount(sums.accepted))),
            ("in_doubt", Json::text(amount(sums.in_doubt))),
            ("waiting", Json::text(amount(sums.waiting))),
            ("difference", Json::text(sums.difference())),
            ("note", Json::text(sums.explanation())),
        ]));
    }
    let summary = format!("{} sums compared, {} differ\n", sums.len(), different.len());
    let text = if different.is_empty() { summary } else { format!("{table}\n{summary}") };
    let compared = Json::Number(sums.len() as i128);
    let json = Json::Object(vec![("compared", compared), ("differences", Json::List(list))]);
    Report { text, json, attention: !different.is_empty() }
}

/// Reads the file and adds lines of the same buyer, dimension and day.
fn read(text: &str) -> Result<BTreeMap<Key, Sums>, String> {
    let mut rows = csv::parse(text)?.into_iter();
    let names = rows.next().ok_or("the file is empty")?;
    let position = |column: &str| {
        let position = names.iter().position(|name| name.trim().eq_ignore_ascii_case(column));
        position.ok_or(format!("the column {column} is missing; the columns are {}", COLUMNS.join(", ")))
    };
    let [buyer, dimension, day, quantity] = COLUMNS.map(position);
    let (buyer, dimension, day, quantity) = (buyer?, dimension?, day?, quantity?);
    let mut sums: BTreeMap<Key, Sums> = BTreeMap::new();
    for (index, row) in rows.enumerate() {
        let field = |column: usize| row.get(column).map(|field| field.trim().to_owned()).unwrap_or_default();
        let wrong = |what: &str| format!("row {}: {what}", index + 2);
        let (buyer, dimension, day) = (field(buyer), field(dimension), field(day));
        if buyer.is_empty() || dimension.is_empty() {
            return Err(wrong("the buyer or the dimension is empty"));
        }
        if !is_day(&day) {
            return Err(wrong("the day is not a date such as 2026-11-30"));
        }
        let micros = micros(&field(quantity))
            .ok_or_else(|| wrong("the quantity is not a decimal number with at most six decimal places"))?;
        sums.entry((buyer, dimension, day)).or_default().file += micros;
    }
    if sums.is_empty() { Err("the file has no rows".to_owned()) } else { Ok(sums) }
}

fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Reads a decimal number as micro-units. The sum of a day may be greater than a quantity.
fn micros(text: &str) -> Option<u128> {
    let (units, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let is_decimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if units.is_empty()
        || units.len() > 20
        || fraction.len() > 6
        || !is_decimal(units)
        || !is_decimal(fraction)
    {
        return None;
    }
    let micros = format!("{fraction:0<6}").parse::<u128>().ok()?;
    Some(units.parse::<u128>().ok()? * 1_000_000 + micros)
}

#[cfg(test)]
mod tests {
    use super::{micros, read};

    #[test]
    fn quantities_are_exact() {
        for (text, expected) in [("1", 1_000_000), ("0.000001", 1), ("2.50000000", 2_500_000)] {
            assert_eq!(micros(text), Some(expected), "{text}");
        }
        for text in ["", ".5", "-1", "1e3", "1,000", "0.0000001", "1.2.3"] {
            assert_eq!(micros(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_the_same_day_are_added_and_other_columns_are_ignored() {
        let sums =
            read("Day,buyer,note,Dimension,quantity\n2026-11-30,1,x,a,1.5\n2026-11-30,1,,a,2\n").unwrap();
        let sums: Vec<_> = sums.into_iter().map(|(key, sums)| (key.0, key.1, key.2, sums.file)).collect();
        assert_eq!(sums, [("1".to_owned(), "a".to_owned(), "2026-11-30".to_owned(), 3_500_000)]);
    }

    #[test]
    fn errors_name_the_row_and_the_column() {
        for (text, error) in [
            ("", "the file is empty"),
            ("buyer,dimension,day,quantity\n", "the file has no rows"),
            (
                "buyer,day\n",
                "the column dimension is missing; the columns are buyer, dimension, day, quantity",
            ),
            (
                "buyer,dimension,day,quantity\n1,a,30.11.2026,1\n",
                "row 2: the day is not a date such as 2026-11-30",
            ),
            ("buyer,dimension,day,quantity\n1,,2026-11-30,1\n", "row 2: the buyer or the dimension is empty"),
        ] {
            assert_eq!(read(text).unwrap_err(), error);
        }
        assert!(
            read("buyer,dimension,day,quantity\n1,a,2026-11-30,x\n")
                .unwrap_err()
                .starts_with("row 2: the quantity")
        );
    }
}
