//! The records that AWS has accepted: deduplication, idempotency and the bill.
//!
//! A million records must fit in memory, so names are numbered and records hold no text.

use std::collections::HashMap;

use metering_core::DateTime;
use ring::digest::{SHA256, digest};

use super::bill::{Bill, Route};
use crate::{Quantity, hour_of};

/// Numbers for names that occur often: Regions, dimensions, access key ids.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    /// Returns the number of a name, which is the same each time.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// Returns the name of a number.
    pub(super) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map(String::as_str).unwrap_or_default()
    }

    /// Returns the number of a name, if it has one.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
}

/// The fields by which AWS recognizes the same record. Each Region has its own records, and
/// metering by license is separate from metering by product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// The number of the Region's name.
    pub(super) region: u32,
    pub(super) source: Source,
    /// The number of the dimension's name.
    pub(super) dimension: u32,
    /// In seconds since 1970.
    pub(super) time: i64,
}

/// The way by which usage is reported, for the buyer at a place in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Source {
    License(u32),
    Product(u32),
    /// MeterUsage, by the software that an access key id identifies.
    Software {
        buyer: u32,
        /// The number of the access key id.
        caller: u32,
        /// Distinct for every call from AgentCore, where an hour has several records; else 0.
        call: u64,
    },
}

impl Source {
    fn buyer(self) -> u32 {
        match self {
            Source::License(buyer) | Source::Product(buyer) | Source::Software { buyer, .. } => buyer,
        }
    }

    fn route(self) -> Route {
        match self {
            Source::License(_) => Route::License,
            Source::Product(_) => Route::Product,
            Source::Software { .. } => Route::Software,
        }
    }
}

/// The result of posting a record, with the number of the record that AWS has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Posted {
    /// The record is new.
    New(u64),
    /// A record with the same key and quantity was accepted before.
    Same(u64),
    /// A record with the same key and another quantity was accepted before, and stays.
    Other(u64),
}

/// A digest of a client token or of a request. 128 bits don't collide by accident.
type Digest = [u8; 16];

/// All accepted records.
#[derive(Debug, Default)]
pub(super) struct AcceptedRecords {
    /// The quantity in millionths, and the record's number.
    records: HashMap<Key, (u64, u64)>,
    /// By Region, caller and client token: the request and the record's number.
    requests: HashMap<(u32, u32, Digest), (Digest, u64)>,
    pub(super) names: Names,
    pub(super) bill: Bill,
}

impl AcceptedRecords {
    /// Accepts a valid record, unless a record with the same key was accepted before.
    pub(super) fn post(&mut self, key: Key, quantity: Quantity) -> Posted {
        let micros = quantity.micros().unwrap_or_default();
        if let Some(&(first, number)) = self.records.get(&key) {
            // Quantities are compared by value: 17 is 17.00, in either form.
            return if first == micros { Posted::Same(number) } else { Posted::Other(number) };
        }
        let number = self.records.len() as u64 + 1;
        self.records.insert(key, (micros, number));
        self.bill.add(
            super::bill::LineKey {
                buyer: key.source.buyer(),
                dimension: key.dimension,
                hour: hour_of(DateTime::from_secs(key.time)).secs(),
                region: key.region,
                route: key.source.route(),
            },
            micros,
        );
        Posted::New(number)
    }

    /// Returns a number that no accepted record has, to tell AgentCore's records apart.
    pub(super) fn next_number(&self) -> u64 {
        self.records.len() as u64 + 1
    }

    /// Returns the request that a client token was used for, and the number of its record.
    pub(super) fn request(&self, region: u32, caller: u32, token: &str) -> Option<(Digest, u64)> {
        self.requests.get(&(region, caller, short_digest(token))).copied()
    }

    /// Remembers the request that a client token was used for.
    pub(super) fn remember_request(
        &mut self,
        (region, caller): (u32, u32),
        token: &str,
        request: Digest,
        number: u64,
    ) {
        self.requests.insert((region, caller, short_digest(token)), (request, number));
    }
}

/// Returns a digest that is the same for the same text.
pub(super) fn short_digest(text: &str) -> Digest {
    let mut short = Digest::default();
    short.copy_from_slice(&digest(&SHA256, text.as_bytes()).as_ref()[..16]);
    short
}

/// Returns the metering record id of a record's number.
pub(super) fn record_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(region: u32, source: Source, time: i64) -> Key {
        Key { region, source, dimension: 0, time }
    }

    #[test]
    fn quantities_are_compared_by_value_and_the_first_stays() {
        let mut records = AcceptedRecords::default();
        let key = key(0, Source::Product(0), 7_200);
        assert_eq!(records.post(key, Quantity::from(17)), Posted::New(1));
        assert_eq!(records.post(key, "17.00".parse().unwrap()), Posted::Same(1));
        assert_eq!(records.post(key, Quantity::from(18)), Posted::Other(1));
        assert_eq!(records.records[&key].0, 17_000_000);
    }

    #[test]
    fn regions_sources_and_times_are_separate() {
        let mut records = AcceptedRecords::default();
        for (number, key) in [
            key(0, Source::Product(0), 7_200),
            key(1, Source::Product(0), 7_200),
            key(0, Source::License(0), 7_200),
            key(0, Source::Product(1), 7_200),
            key(0, Source::Product(0), 7_201),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(records.post(key, Quantity::from(1)), Posted::New(number as u64 + 1));
        }
    }

    /// The memory of this process, in bytes.
    #[cfg(target_os = "linux")]
    fn resident_memory() -> usize {
        let status = std::fs::read_to_string("/proc/self/statm").unwrap();
        status.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4_096
    }

    /// The worst case: each record is on its own line, and the hash tables have just grown.
    /// Building and reading the bill is linear.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_million_records_fit_in_memory() {
        const RECORDS: u32 = 250_000;
        let before = resident_memory();
        let mut records = AcceptedRecords::default();
        for number in 0..RECORDS {
            let hour = i64::from(number / 1_000) * 3_600;
            records.post(key(0, Source::License(number % 1_000), hour), Quantity::from(1));
        }
        let bytes = resident_memory().saturating_sub(before) / RECORDS as usize;
        // Alone, this test measures 274 bytes. Other tests of the process allocate at the same
        // time.
        assert!(bytes < 600, "{bytes} bytes per record");
        let totals = records.bill.totals();
        assert_eq!((totals.records, totals.lines, totals.doubled), (RECORDS.into(), RECORDS as usize, 0));
        assert!(records.bill.doubled().is_empty());
    }
}
