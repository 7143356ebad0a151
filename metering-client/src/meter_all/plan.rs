//! The plan of a `meter_all`: which records are sent, and in which calls. It does no I/O.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use metering_core::{Validate, Violations, wire};

use super::outcome::Refusal;
use crate::batch_meter_usage::BatchMeterUsage;
use crate::customer::Customer;
use crate::identifiers::ProductCode;
use crate::usage::Usage;
use crate::usage_record::UsageRecord;

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

/// One record with the product of its call, to validate it separately from the other records.
struct Single<'a> {
    product: Option<&'a ProductCode>,
    record: &'a UsageRecord,
}

impl Validate for Single<'_> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        if let Some(product) = self.product {
            product.validate_at(&mut violations.member("ProductCode"));
        }
        self.record.validate_at(violations);
    }
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
            let single = Single { product: product.as_ref(), record: &record };
            let decision = if let Err(error) = single.validate() {
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
