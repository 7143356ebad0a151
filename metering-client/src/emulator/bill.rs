//! The bill: accepted records, summed by buyer, dimension and hour as they arrive.

use std::collections::HashMap;

use metering_core::DateTime;

use crate::Quantity;
use crate::identifiers::{CustomerAwsAccountId, LicenseArn, ProductCode, UsageDimension};

/// A line of the bill: one buyer's usage of one dimension in one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Billed {
    /// The Region that accepted the usage.
    pub region: String,
    /// The operation that reported the usage.
    pub operation: &'static str,
    /// The buyer's account.
    pub account: CustomerAwsAccountId,
    /// The product.
    pub product: ProductCode,
    /// The license, if the usage was metered by license.
    pub license_arn: Option<LicenseArn>,
    /// The dimension.
    pub dimension: UsageDimension,
    /// The start of the hour.
    pub hour: DateTime,
    /// The sum of the records' quantities.
    pub quantity: Quantity,
    /// The number of accepted records.
    pub records: usize,
}

/// Usage that BatchMeterUsage accepted in several records: for a vendor that reports each hour
/// once, AWS bills it twice.
///
/// The records differ in Region, in the second of their timestamp, or in the way that they identify
/// the buyer (by license or by product).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doubled {
    /// The buyer's account.
    pub account: CustomerAwsAccountId,
    /// The product.
    pub product: ProductCode,
    /// The dimension.
    pub dimension: UsageDimension,
    /// The start of the hour.
    pub hour: DateTime,
    /// The sum of the records' quantities.
    pub quantity: Quantity,
    /// The number of accepted records, at least 2.
    pub records: usize,
}

/// Totals of the bill, which are kept up to date with every accepted record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Totals {
    /// The number of accepted records.
    pub records: u64,
    /// The number of lines that [`Emulator::billed`](super::Emulator::billed) returns.
    pub lines: usize,
    /// The sum of all quantities, in millionths.
    pub micros: u128,
    /// The number of usages that [`Emulator::doubled`](super::Emulator::doubled) returns.
    pub doubled: u64,
}

/// The operation and the identification that usage came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    License,
    Product,
    Software,
}

/// The fields by which lines differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineKey {
    pub(super) buyer: u32,
    pub(super) dimension: u32,
    pub(super) hour: i64,
    pub(super) region: u32,
    pub(super) route: Route,
}

/// A line, with names by number.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) key: LineKey,
    pub(super) records: u32,
    /// The sum of the quantities, in millionths.
    micros: u64,
    /// The next line of the same buyer, dimension and hour.
    next: Option<u32>,
}

impl Line {
    /// Returns the sum of the records' quantities.
    pub(super) fn quantity(&self) -> Quantity {
        quantity(self.micros)
    }
}

/// Returns a sum of quantities, which may exceed AWS's maximum for one record.
fn quantity(micros: u64) -> Quantity {
    Quantity::from_micros(micros).unwrap_or(Quantity::MAX)
}

/// All lines, in the order of their first record.
#[derive(Debug, Default)]
pub(super) struct Bill {
    lines: Vec<Line>,
    /// By buyer, dimension and hour: the first line.
    first: HashMap<(u32, u32, i64), u32>,
    totals: Totals,
}

impl Bill {
    pub(super) fn add(&mut self, key: LineKey, micros: u64) {
        self.totals.records += 1;
        self.totals.micros += u128::from(micros);
        let place = self.place(key);
        let batch_records: u32 = self.batch_lines(key).map(|line| line.records).sum();
        if batch_records == 1 && key.route != Route::Software {
            self.totals.doubled += 1;
        }
        let line = &mut self.lines[place];
        line.records = line.records.saturating_add(1);
        line.micros = line.micros.saturating_add(micros);
    }

    /// Returns the place of a line, which is added if it is missing.
    fn place(&mut self, key: LineKey) -> usize {
        let new = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let mut place = *self.first.entry((key.buyer, key.dimension, key.hour)).or_insert(new);
        if place != new {
            while self.lines[place as usize].key != key {
                match self.lines[place as usize].next {
                    Some(next) => place = next,
                    None => {
                        self.lines[place as usize].next = Some(new);
                        place = new;
                        break;
                    }
                }
            }
        }
        if place == new {
            self.lines.push(Line { key, records: 0, micros: 0, next: None });
            self.totals.lines += 1;
        }
        place as usize
    }

    /// Returns the BatchMeterUsage lines of the same buyer, dimension and hour.
    fn batch_lines(&self, key: LineKey) -> impl Iterator<Item = &Line> {
        let first = self.first.get(&(key.buyer, key.dimension, key.hour)).copied();
        std::iter::successors(first, |&place| self.lines[place as usize].next)
            .map(|place| &self.lines[place as usize])
            .filter(|line| line.key.route != Route::Software)
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(super) fn totals(&self) -> Totals {
        self.totals
    }

    /// Returns the usages that BatchMeterUsage accepted in several records: a key, the sum and the
    /// number of records.
    pub(super) fn doubled(&self) -> Vec<(LineKey, Quantity, usize)> {
        let mut doubled = Vec::new();
        for line in &self.lines {
            let mut lines = self.batch_lines(line.key);
            let is_first = lines.next().is_some_and(|first| first.key == line.key);
            let records: u32 = self.batch_lines(line.key).map(|line| line.records).sum();
            if is_first && records > 1 {
                let micros =
                    self.batch_lines(line.key).fold(0, |sum: u64, line| sum.saturating_add(line.micros));
                doubled.push((line.key, quantity(micros), records as usize));
            }
        }
        doubled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(buyer: u32, region: u32, route: Route) -> LineKey {
        LineKey { buyer, dimension: 0, hour: 3_600, region, route }
    }

    #[test]
    fn records_of_a_line_add_up() {
        let mut bill = Bill::default();
        for _ in 0..3 {
            bill.add(line(0, 0, Route::Software), 5_000_000);
        }
        bill.add(line(1, 0, Route::Product), 1_000_000);
        assert_eq!(bill.lines()[0].quantity(), Quantity::from(15));
        assert_eq!(
            bill.totals(),
            Totals { records: 4, lines: 2, micros: 16_000_000, doubled: 0 },
            "several instances of the software may report the same hour"
        );
        bill.add(line(1, 0, Route::Product), u64::MAX);
        assert_eq!(bill.lines()[1].quantity(), Quantity::MAX);
    }

    #[test]
    fn usage_is_doubled_by_region_by_route_and_by_time() {
        for again in [line(7, 1, Route::License), line(7, 0, Route::Product), line(7, 0, Route::License)] {
            let mut bill = Bill::default();
            bill.add(line(7, 0, Route::Software), 9_000_000);
            bill.add(line(7, 0, Route::License), 2_000_000);
            assert_eq!((bill.totals().doubled, bill.doubled()), (0, vec![]));
            bill.add(again, 2_000_000);
            bill.add(again, 2_000_000);
            assert_eq!(bill.totals().doubled, 1);
            assert_eq!(bill.doubled(), [(line(7, 0, Route::License), Quantity::from(6), 3)]);
        }
    }
}
