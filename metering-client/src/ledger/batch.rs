//! The choice of records for one call.

use std::collections::HashMap;

use metering_core::wire;

use super::hours::{Time, Timing, is_over};
use super::state::{backoff, names};
#[cfg(test)]
use crate::{Customer, ProductCode};
use crate::{Usage, UsageRecord};

/// The maximum number of records in a call.
pub const MAX_RECORDS: usize = 25;
/// The maximum size of the records of a call. AWS's limit for the whole request is 1 MB; the rest
/// is for the product code and the JSON around the records.
pub const MAX_BYTES: usize = 990_000;

/// The form of a buyer's identification. A call never mixes forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Account and license.
    License,
    /// Account and product code.
    Account,
    /// Customer identifier and product code.
    Identifier,
}

names!(Form {
    License = "license",
    Account = "account",
    Identifier = "identifier",
});

/// The records that may share a call: one product and one form of identification.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The form of identification.
    pub form: Form,
    /// The product, if it is known.
    pub product: Option<String>,
}

impl Group {
    /// Returns the group of a buyer's records.
    #[cfg(test)]
    pub fn of(customer: &Customer) -> Self {
        let form = match customer {
            Customer::License { .. } => Form::License,
            Customer::Account { .. } => Form::Account,
            Customer::Identifier { .. } => Form::Identifier,
        };
        Group { form, product: customer.product().map(ProductCode::to_string) }
    }
}

/// The turns of products, and the products whose calls are refused because of the caller.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    served: HashMap<Group, u64>,
    turn: u64,
    blocked: HashMap<Group, Blocked>,
}

#[derive(Debug, Clone, Copy)]
struct Blocked {
    until: Time,
    failures: u32,
}

impl Turns {
    /// Chooses the group of the next call among groups with due records, most urgent first: the
    /// group that was served the longest time ago, or the most urgent of those. Blocked groups wait
    /// for their backoff.
    pub fn next(&self, due: &[Group], now: Time, timing: &Timing) -> Option<Group> {
        let is_free = |group: &&Group| {
            self.blocked.get(*group).is_none_or(|blocked| is_over(blocked.until, now, timing.max_backoff))
        };
        due.iter().filter(is_free).min_by_key(|group| self.served.get(*group)).cloned()
    }

    /// Notes that a group got a call.
    pub fn serve(&mut self, group: &Group) {
        self.turn += 1;
        self.served.insert(group.clone(), self.turn);
    }

    /// Notes a refusal that concerns the caller. Returns `true` if the group wasn't blocked before.
    pub fn block(&mut self, group: &Group, now: Time, timing: &Timing) -> bool {
        let failures = self.blocked.get(group).map_or(0, |blocked| blocked.failures.saturating_add(1));
        let until = now.saturating_add(backoff(failures, timing));
        self.blocked.insert(group.clone(), Blocked { until, failures }).is_none()
    }

    /// Notes that AWS decided on a record of the group. Returns `true` if the group was blocked.
    pub fn unblock(&mut self, group: &Group) -> bool {
        self.blocked.remove(group).is_some()
    }
}

/// Returns the number of leading records that fit into one call. A record that fits into no call
/// is sent alone, so that it gets a verdict.
pub fn fitting(records: &[Usage]) -> usize {
    let mut bytes = 0;
    let fits = |usage: &&Usage| {
        bytes += wire::to_json(&UsageRecord::from((*usage).clone())).len() + 1;
        bytes <= MAX_BYTES
    };
    records.iter().take(MAX_RECORDS).take_while(fits).count().max(1).min(records.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DateTime;

    fn group(product: &str) -> Group {
        Group { form: Form::Account, product: Some(product.to_owned()) }
    }

    #[test]
    fn products_take_turns_and_the_most_urgent_goes_first() {
        let timing = Timing::default();
        let due = [group("a"), group("b"), group("c")];
        let mut turns = Turns::default();
        let mut order = Vec::new();
        for _ in 0..6 {
            let next = turns.next(&due, 0, &timing).expect("a group is due");
            turns.serve(&next);
            order.push(next.product.unwrap_or_default());
        }
        assert_eq!(order, ["a", "b", "c", "a", "b", "c"]);
    }

    #[test]
    fn a_blocked_product_waits_for_its_backoff_and_the_others_go_on() {
        let timing = Timing::default();
        let due = [group("a"), group("b")];
        let mut turns = Turns::default();
        assert!(turns.block(&group("a"), 0, &timing));
        assert_eq!(turns.next(&due, timing.backoff - 1, &timing), Some(group("b")));
        assert_eq!(turns.next(&due[..1], timing.backoff - 1, &timing), None);
        assert_eq!(turns.next(&due, timing.backoff, &timing), Some(group("a")));
        assert!(!turns.block(&group("a"), timing.backoff, &timing));
        assert_eq!(turns.next(&due[..1], 3 * timing.backoff - 1, &timing), None);
        // The pause never exceeds the longest backoff.
        (0..40).for_each(|_| _ = turns.block(&group("a"), 0, &timing));
        assert_eq!(turns.next(&due[..1], timing.max_backoff, &timing), Some(group("a")));
        assert!(turns.unblock(&group("a")));
        assert!(!turns.unblock(&group("a")));
        assert_eq!(turns.next(&due, 0, &timing), Some(group("a")));
    }

    #[test]
    fn a_call_has_at_most_25_records_and_one_megabyte() {
        let buyer = Customer::account("111122223333", "prod-a");
        let usage = Usage::new(buyer, "requests", DateTime::from_secs(0), 1_u32);
        assert_eq!(fitting(&vec![usage.clone(); 30]), 25);
        assert_eq!(fitting(&vec![usage.clone(); 3]), 3);
        assert_eq!(fitting(&[]), 0);
        // Two of these records have more than 1 MB.
        let value = "v".repeat(250);
        let large = (0..2_000).fold(usage, |usage, part| {
            let key = format!("key{part}");
            usage.allocate(crate::Quantity::ZERO, [(key.as_str(), value.as_str())])
        });
        assert_eq!(fitting(&[large.clone(), large.clone()]), 1);
        let bytes = wire::to_json(&UsageRecord::from(large)).len();
        assert!((MAX_BYTES / 2..MAX_BYTES).contains(&bytes), "{bytes}");
    }

    /// Returns usage whose record has this size on the wire.
    fn of_size(bytes: usize) -> Usage {
        let size = |usage: &Usage| wire::to_json(&UsageRecord::from(usage.clone())).len();
        let buyer = Customer::account("111122223333", "prod-a");
        let usage = Usage::new(buyer, "requests", DateTime::from_secs(0), 1_u32);
        let part =
            |usage: Usage, key: &str, value: &str| usage.allocate(crate::Quantity::ZERO, [(key, value)]);
        let first = part(usage, "k", "");
        let (empty, each) = (size(&first), size(&part(first.clone(), "k", "")) - size(&first));
        let count = (bytes - empty - each) / (each + 250);
        let usage = (0..count).fold(first, |usage, _| part(usage, "k", &"v".repeat(250)));
        let missing = bytes - size(&usage) - each;
        let usage = part(usage, "k", &"v".repeat(missing));
        assert_eq!(size(&usage), bytes);
        usage
    }

    /// Each record needs its own bytes and one for the comma or the bracket.
    #[test]
    fn the_size_of_a_call_is_counted_to_the_byte() {
        for (second, fits) in [(500_000, 2), (500_001, 1)] {
            let usage = [of_size(MAX_BYTES - 500_002), of_size(second)];
            assert_eq!(fitting(&usage), fits, "{second}");
        }
    }
}
