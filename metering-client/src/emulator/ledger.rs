//! What was taken, and so is billed.

use std::collections::HashMap;

use metering_core::DateTime;

use crate::identifiers::UsageDimension;
use crate::quantity::Quantity;

/// What tells records apart. Each Region has records of its own, and metering by license is apart
/// from metering by product.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) region: String,
    pub(super) metered: Metered,
    pub(super) dimension: UsageDimension,
    /// In seconds.
    pub(super) time: i64,
}

/// Which way usage came in, for the buyer at this place of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Metered {
    License(usize),
    Product(usize),
    /// By software that this access key id stands for; in AgentCore each client token is a record.
    Software {
        buyer: usize,
        access_key_id: String,
        client_token: Option<String>,
    },
}

/// What the ledger says of a record, with the id of the one that it has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// It is taken now.
    New(String),
    /// It was taken before, with this quantity.
    Same(String),
    /// It was taken before, with another quantity, which stays.
    Other(String),
}

/// A record that was taken.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) key: Key,
    pub(super) quantity: Quantity,
    id: String,
}

/// All records, in the order in which they were taken.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    places: HashMap<Key, usize>,
    records: Vec<Record>,
    /// By Region, caller and client token: the request, and the record's id.
    requests: HashMap<(String, String, String), (String, String)>,
}

impl Ledger {
    /// Takes a record, unless there is one.
    pub(super) fn post(&mut self, key: Key, quantity: Quantity) -> Entry {
        if let Some(&place) = self.places.get(&key) {
            let Record { quantity: before, id, .. } = &self.records[place];
            // By value: 17 is 17.00, in whichever form it came.
            return if *before == quantity { Entry::Same(id.clone()) } else { Entry::Other(id.clone()) };
        }
        let id = format!("00000000-0000-4000-8000-{:012x}", self.records.len() + 1);
        self.places.insert(key.clone(), self.records.len());
        self.records.push(Record { key, quantity, id: id.clone() });
        Entry::New(id)
    }

    /// The request that a client token was used for, and the id of its record.
    pub(super) fn request(&self, region: &str, caller: &str, token: &str) -> Option<&(String, String)> {
        self.requests.get(&(region.to_owned(), caller.to_owned(), token.to_owned()))
    }

    pub(super) fn note_request(
        &mut self,
        region: &str,
        caller: &str,
        token: &str,
        request: String,
        id: &str,
    ) {
        self.requests
            .insert((region.to_owned(), caller.to_owned(), token.to_owned()), (request, id.to_owned()));
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }
}

/// The start of an hour.
pub(super) fn hour(at: DateTime) -> i64 {
    at.secs() - at.secs().rem_euclid(3_600)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(region: &str, metered: Metered, time: i64) -> Key {
        Key { region: region.into(), metered, dimension: "requests".into(), time }
    }

    #[test]
    fn quantities_are_compared_by_value_and_the_first_stays() {
        let mut ledger = Ledger::default();
        let key = key("us-east-1", Metered::Product(0), 7_200);
        let Entry::New(id) = ledger.post(key.clone(), Quantity::from(17)) else { panic!("not taken") };
        assert_eq!(ledger.post(key.clone(), "17.00".parse().unwrap()), Entry::Same(id.clone()));
        assert_eq!(ledger.post(key, Quantity::from(18)), Entry::Other(id));
        assert_eq!(ledger.records()[0].quantity, Quantity::from(17));
    }

    #[test]
    fn regions_ways_and_times_are_apart() {
        let mut ledger = Ledger::default();
        for key in [
            key("us-east-1", Metered::Product(0), 7_200),
            key("eu-central-1", Metered::Product(0), 7_200),
            key("us-east-1", Metered::License(0), 7_200),
            key("us-east-1", Metered::Product(1), 7_200),
            key("us-east-1", Metered::Product(0), 7_201),
        ] {
            assert!(matches!(ledger.post(key, Quantity::from(1)), Entry::New(_)));
        }
        assert_eq!(ledger.records().len(), 5);
    }
}
