//! Usage events, checked and in the form that stores use.

use metering_core::{Validate, Violations};

use super::error::RecordError;
use super::hours::{Hour, Time, time_of};
use crate::usage_record::RecordOfProduct;
use crate::{Customer, DateTime, Quantity, Tag, Usage, UsageAllocation, UsageRecord};

/// The maximum length of a key, in bytes.
const MAX_KEY: usize = 128;

/// One usage event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The event's own id.
    pub key: String,
    /// The buyer, with the product if it is known.
    pub customer: Customer,
    /// The dimension.
    pub dimension: String,
    /// The time of the usage.
    pub time: Time,
    /// The quantity, in micro-units.
    pub micros: u64,
    /// The parts of the quantity that have tags: encoded tags and micro-units.
    pub parts: Vec<(String, u64)>,
}

impl Event {
    /// Checks usage against AWS's rules.
    pub fn new(key: impl Into<String>, usage: Usage) -> Result<Self, RecordError> {
        let key = key.into();
        if key.is_empty() || key.len() > MAX_KEY || key.contains('\0') {
            return Err(RecordError::Key);
        }
        let time = time_of(usage.timestamp);
        let (customer, quantity) = (usage.customer.clone(), usage.quantity);
        let record = UsageRecord::from(usage);
        let checked = RecordOfProduct { product: customer.product(), record: &record };
        Storable(checked).validate().map_err(RecordError::Invalid)?;
        // Validation has refused quantities outside AWS's range.
        let micros = quantity.micros().unwrap_or_default();
        let parts = record.usage_allocations.iter().flatten();
        let parts =
            parts.filter_map(|part| Some((encode_tags(part.tags.as_deref()?), amount(part)))).collect();
        Ok(Event { key, customer, dimension: record.dimension.to_string(), time, micros, parts })
    }

    /// Returns the hour of the usage.
    pub fn hour(&self) -> Hour {
        Hour::of(self.time)
    }
}

/// A record that every store can keep.
struct Storable<'a>(RecordOfProduct<'a>);

impl Validate for Storable<'_> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        self.0.validate_at(violations);
        let record = self.0.record;
        let identifier = record.customer_identifier.as_ref().map(|identifier| identifier.as_str());
        // The members without a pattern. One commit has many events, and PostgreSQL would fail it.
        for (member, text) in
            [("Dimension", Some(record.dimension.as_str())), ("CustomerIdentifier", identifier)]
        {
            if text.is_some_and(|text| text.contains('\0')) {
                violations.member(member).push("contains a NUL character, which PostgreSQL can't store");
            }
        }
    }
}

/// Returns the quantity of a valid part, in micro-units.
fn amount(part: &UsageAllocation) -> u64 {
    part.amount().and_then(|(_, quantity)| quantity.micros().ok()).unwrap_or_default()
}

/// Encodes a set of tags. Tab and newline can't occur in a valid tag.
fn encode_tags(tags: &[Tag]) -> String {
    let mut tags: Vec<String> = tags.iter().map(|tag| format!("{}\t{}", tag.key, tag.value)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.join("\n")
}

/// Returns the size of one allocation on the wire, rounded up.
pub fn part_bytes(tags: &str) -> u32 {
    let names = tags.lines().count() * r#"{"Key":"","Value":""},"#.len();
    let around = r#"{"AllocatedUsageQuantityAsDecimal":"9999999999.999999","Tags":[]},"#.len();
    // A quotation mark, the one character of a tag that JSON escapes, needs two bytes.
    u32::try_from(names + around + 2 * tags.len()).unwrap_or(u32::MAX)
}

/// Builds the usage of one frozen record. The part of the sum without tags is what the tagged parts
/// leave.
pub fn usage(customer: Customer, dimension: &str, hour: Hour, total: u64, parts: &[(String, u64)]) -> Usage {
    let quantity = |micros| Quantity::from_micros(micros).unwrap_or(Quantity::MAX);
    let mut usage = Usage::new(customer, dimension.to_owned(), hour.timestamp(), quantity(total));
    if parts.is_empty() {
        return usage;
    }
    for (tags, micros) in parts {
        let tags: Vec<(&str, &str)> = tags.lines().filter_map(|tag| tag.split_once('\t')).collect();
        usage = usage.allocate(quantity(*micros), tags);
    }
    let rest = total.saturating_sub(parts.iter().map(|(_, micros)| micros).sum());
    if rest > 0 { usage.allocate(quantity(rest), []) } else { usage }
}

/// The result of recording one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recorded {
    /// The event counts toward this hour, or is shadowed with it.
    Counted {
        /// The start of the hour.
        hour: DateTime,
    },
    /// The key was recorded before, with the same buyer, dimension and quantity.
    Duplicate {
        /// The start of the hour that the event counts toward.
        hour: DateTime,
    },
    /// The event is stored, but an operator must act before it is billed.
    Held,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buyer() -> Customer {
        Customer::account("111122223333", "prod-a")
    }

    #[test]
    fn an_event_keeps_the_quantity_and_the_tagged_parts() {
        let usage = Usage::new(buyer(), "gb", DateTime::from_secs(3_600), "3.5".parse::<Quantity>().unwrap())
            .allocate("1.25".parse().unwrap(), [("b", "2"), ("a", "1")])
            .allocate("2.25".parse().unwrap(), []);
        let event = Event::new("k", usage.clone()).unwrap();
        assert_eq!((event.micros, event.hour()), (3_500_000, Hour(1)));
        assert_eq!(event.parts, [("a\t1\nb\t2".to_owned(), 1_250_000)]);
        let sent = super::usage(buyer(), "gb", Hour(1), event.micros, &event.parts);
        assert!(UsageRecord::from(sent).validate().is_ok());
        // Tagged parts that are the whole sum leave no part without tags.
        let sent = super::usage(buyer(), "gb", Hour(1), 1_250_000, &event.parts);
        assert_eq!(sent.allocations.len(), 1);
    }

    #[test]
    fn every_kind_of_bad_input_is_refused_with_all_violations() {
        let at = DateTime::from_secs(3_600);
        let bad = Usage::new(Customer::account("not a number", "prod a"), "", at, 1_u32);
        match Event::new("k", bad) {
            Err(RecordError::Invalid(error)) => assert_eq!(error.violations().len(), 3, "{error}"),
            other => panic!("{other:?}"),
        }
        let good = Usage::new(buyer(), "gb", at, 1_u32);
        assert!(matches!(Event::new("", good.clone()), Err(RecordError::Key)));
        assert!(matches!(Event::new("k".repeat(129), good.clone()), Err(RecordError::Key)));
        assert!(Event::new("k".repeat(128), good.clone()).is_ok());
        let parts = good.allocate(Quantity::from(2), [("a", "b")]);
        assert!(matches!(Event::new("k", parts), Err(RecordError::Invalid(_))));
    }

    #[test]
    fn text_that_not_every_store_can_keep_is_refused() {
        let usage = |customer, dimension| Usage::new(customer, dimension, DateTime::from_secs(3_600), 1_u32);
        assert!(matches!(Event::new("a\0b", usage(buyer(), "gb")), Err(RecordError::Key)));
        let identifier = Customer::identifier("a\0b", "prod-a");
        for (usage, member) in
            [(usage(buyer(), "a\0b"), "Dimension"), (usage(identifier, "gb"), "CustomerIdentifier")]
        {
            let error = Event::new("k", usage).unwrap_err().to_string();
            assert!(error.contains(member) && error.contains("NUL"), "{error}");
        }
        // Any other text is kept.
        let usage = usage(Customer::identifier("\u{1}\u{fffd}\u{10ffff}", "prod-a"), "a\tb\nc");
        assert!(Event::new("\u{1}\u{10ffff}", usage).is_ok());
    }

    #[test]
    fn the_size_of_a_part_is_never_less_than_on_the_wire() {
        let part = |tags: &[(&str, &str)]| {
            let usage = Usage::new(buyer(), "gb", DateTime::from_secs(0), Quantity::MAX);
            let with = usage.clone().allocate(Quantity::MAX, tags.iter().copied());
            let bytes = |usage: Usage| metering_core::wire::to_json(&UsageRecord::from(usage)).len();
            (Event::new("k", with.clone()).unwrap().parts.remove(0).0, bytes(with) - bytes(usage))
        };
        let marks = "\"".repeat(256);
        for tags in [&[("Department", "Sales")][..], &[("a", marks.as_str()), ("b", "/")]] {
            let (encoded, bytes) = part(tags);
            assert!(part_bytes(&encoded) as usize + r#""UsageAllocations":[],"#.len() >= bytes, "{encoded}");
        }
    }
}
