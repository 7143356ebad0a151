//! The plan of a `meter_all`: which records are sent, and in which calls. It does no I/O.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use metering_core::{Validate, wire};

use super::outcome::Refusal;
use crate::batch_meter_usage::BatchMeterUsage;
use crate::customer::Customer;
use crate::identifiers::ProductCode;
use crate::usage::Usage;
use crate::usage_record::{RecordOfProduct, UsageRecord};

/// The maximum number of records in a call.
pub const MAX_RECORDS: usize = 25;

/// The size that a call must stay below. AWS writes "1 MB"; this is the smaller reading.
pub const BYTE_LIMIT: usize = 1_000_000;

/// The records of one `meter_all` and the calls that they are sent in.
pub struct Plan {
    /// All records, in the caller's order.
    pub records: Vec<UsageRecord>,
    /// The decision on each record.
    pub decisions: Vec<Decision>,
    /// The calls, each of one product and one form of buyer.
    pub calls: Vec<PlannedBatch>,
}

/// The decision on a record before anything is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The record is in one of the calls.
    Send,
    /// The record is the same as an earlier one, which is in one of the calls.
    SameAs(usize),
    /// The record isn't sent.
    Refuse(Refusal),
}

/// The records of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedBatch {
    /// The product code of the call; `None` if the records have licenses.
    pub product: Option<ProductCode>,
    /// The positions of the records.
    pub records: Vec<usize>,
}

/// The records that may share a call: one form of buyer and one product, if it is known.
type Group = (Discriminant<Customer>, Option<ProductCode>);

/// The call of a group that is being filled.
struct OpenCall {
    position: usize,
    bytes: usize,
}

impl Plan {
    /// Validates the records, finds repeated ones, and divides the others into calls.
    pub fn new(usage: Vec<Usage>) -> Self {
        let mut plan = Plan { records: Vec::new(), decisions: Vec::new(), calls: Vec::new() };
        let mut first_with_key: HashMap<_, usize> = HashMap::with_capacity(usage.len());
        let mut open: HashMap<Group, OpenCall> = HashMap::new();
        for (index, usage) in usage.into_iter().enumerate() {
            let key = (usage.customer.as_billed(), usage.dimension.clone(), usage.timestamp.secs());
            let product = usage.customer.product_in_call().cloned();
            let group = (discriminant(&usage.customer), usage.customer.product().cloned());
            let record = UsageRecord::from(usage);
            let alone = RecordOfProduct { product: product.as_ref(), record: &record };
            let decision = if let Err(error) = alone.validate() {
                Decision::Refuse(Refusal::Invalid(error))
            } else {
                match first_with_key.get(&key) {
                    Some(&first) if plan.records[first].has_same_content(&record) => Decision::SameAs(first),
                    Some(&first) => Decision::Refuse(Refusal::Conflict { with: first }),
                    None => plan.place(index, &record, product, group, &mut open),
                }
            };
            if decision == Decision::Send {
                first_with_key.insert(key, index);
            }
            plan.records.push(record);
            plan.decisions.push(decision);
        }
        plan
    }

    /// Adds a record to the open call of its group, or to a new call.
    fn place(
        &mut self,
        index: usize,
        record: &UsageRecord,
        product: Option<ProductCode>,
        group: Group,
        open: &mut HashMap<Group, OpenCall>,
    ) -> Decision {
        let bytes = wire::to_json(record).len();
        let empty = BatchMeterUsage { usage_records: Vec::new(), product_code: product.clone() };
        let alone = wire::to_json(&empty).len() + bytes;
        if alone >= BYTE_LIMIT {
            return Decision::Refuse(Refusal::TooLarge { bytes: alone });
        }
        if let Some(call) = open.get_mut(&group) {
            let records = &mut self.calls[call.position].records;
            let grown = call.bytes + ",".len() + bytes;
            if records.len() < MAX_RECORDS && grown < BYTE_LIMIT {
                records.push(index);
                call.bytes = grown;
                return Decision::Send;
            }
        }
        open.insert(group, OpenCall { position: self.calls.len(), bytes: alone });
        self.calls.push(PlannedBatch { product, records: vec![index] });
        Decision::Send
    }
}

#[cfg(test)]
mod tests {
    use metering_core::DateTime;

    use super::*;
    use crate::quantity::Quantity;

    fn usage(second: i64) -> Usage {
        Usage::new(Customer::account("1", "p"), "d", DateTime::from_secs(second), 0)
    }

    fn product_only() -> usize {
        let empty = BatchMeterUsage { usage_records: Vec::new(), product_code: Some("p".into()) };
        wire::to_json(&empty).len()
    }

    /// Returns usage whose record has exactly `bytes` bytes on the wire.
    fn usage_of(bytes: usize, second: i64) -> Usage {
        let size = |usage: &Usage| wire::to_json(&UsageRecord::from(usage.clone())).len();
        let allocate = |usage: Usage, part: usize, key: usize, value: usize| {
            let key = format!("{part:0>key$}");
            usage.allocate(Quantity::ZERO, [(&*key, &*"v".repeat(value))])
        };
        // Full allocations, and two of adjustable length at the end, which reach any size.
        let last_two = |usage, key, value, other_key, other_value| {
            allocate(allocate(usage, 9_998, key, value), 9_999, other_key, other_value)
        };
        let min = size(&last_two(usage(second), 10, 1, 10, 1));
        let full = size(&allocate(last_two(usage(second), 10, 1, 10, 1), 0, 100, 256)) - min;
        let all =
            (0..(bytes - min) / full).fold(usage(second), |usage, part| allocate(usage, part, 100, 256));
        let mut missing = (bytes - min) % full;
        let mut take = |limit: usize| {
            let taken = missing.min(limit);
            missing -= taken;
            taken
        };
        let all = last_two(all, 10 + take(90), 1 + take(255), 10 + take(90), 1 + take(255));
        assert_eq!(size(&all), bytes);
        all
    }

    fn body(plan: &Plan, call: usize) -> usize {
        let PlannedBatch { product, records } = &plan.calls[call];
        let usage_records = records.iter().map(|&index| plan.records[index].clone()).collect();
        wire::to_json(&BatchMeterUsage { usage_records, product_code: product.clone() }).len()
    }

    fn sizes(plan: &Plan) -> Vec<usize> {
        plan.calls.iter().map(|call| call.records.len()).collect()
    }

    #[test]
    fn a_call_has_at_most_25_records() {
        for (count, expected) in
            [(0, vec![]), (1, vec![1]), (25, vec![25]), (26, vec![25, 1]), (60, vec![25, 25, 10])]
        {
            assert_eq!(sizes(&Plan::new((0..count).map(usage).collect())), expected);
        }
    }

    /// The comma between two records counts.
    #[test]
    fn a_call_has_less_than_a_megabyte() {
        let first = 400_000;
        let second = BYTE_LIMIT - 1 - product_only() - first - ",".len();
        let fits = Plan::new(vec![usage_of(first, 0), usage_of(second, 1)]);
        assert_eq!((sizes(&fits), body(&fits, 0)), (vec![2], 999_999));

        let divided = Plan::new(vec![usage_of(first, 0), usage_of(second + 1, 1)]);
        assert_eq!(sizes(&divided), [1, 1]);
    }

    #[test]
    fn a_record_that_is_too_large_for_any_call_is_refused() {
        let largest = BYTE_LIMIT - 1 - product_only();
        let fits = Plan::new(vec![usage_of(largest, 0)]);
        assert_eq!((sizes(&fits), body(&fits, 0)), (vec![1], 999_999));

        let refused = Plan::new(vec![usage(1), usage_of(largest + 1, 0), usage(2)]);
        assert_eq!(refused.decisions[1], Decision::Refuse(Refusal::TooLarge { bytes: 1_000_000 }));
        assert_eq!(refused.calls[0].records, [0, 2]);
    }

    /// A later record of an earlier group joins the group's open call.
    #[test]
    fn products_and_forms_of_buyer_have_separate_calls() {
        let at = |customer: Customer, second| Usage::new(customer, "d", DateTime::from_secs(second), 1);
        let arn = "arn:aws:a:::b";
        let plan = Plan::new(vec![
            at(Customer::account("1", "p"), 0),
            at(Customer::account("1", "q"), 0),
            at(Customer::license("1", arn), 0),
            at(Customer::license("1", arn).of_product("p"), 1),
            at(Customer::identifier("i", "p"), 0),
            at(Customer::account("2", "p"), 0),
        ]);
        let calls: Vec<_> = plan
            .calls
            .iter()
            .map(|call| (call.product.as_ref().map(|code| code.as_str()), &*call.records))
            .collect();
        assert_eq!(
            calls,
            [
                (Some("p"), [0, 5].as_slice()),
                (Some("q"), &[1]),
                (None, &[2]),
                (None, &[3]),
                (Some("p"), &[4])
            ]
        );
    }

    #[test]
    fn repeated_and_conflicting_records_are_not_sent() {
        let mut other_quantity = usage(0);
        other_quantity.quantity = Quantity::from(2);
        let mut invalid = usage(0);
        invalid.dimension = "".into();
        let plan = Plan::new(vec![invalid, usage(0), usage(0), other_quantity, usage(1)]);
        assert!(matches!(plan.decisions[0], Decision::Refuse(Refusal::Invalid(_))));
        assert_eq!(
            plan.decisions[1..],
            [
                Decision::Send,
                Decision::SameAs(1),
                Decision::Refuse(Refusal::Conflict { with: 1 }),
                Decision::Send
            ]
        );
        assert_eq!(plan.calls[0].records, [1, 4]);
    }
}
