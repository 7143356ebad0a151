//! The usage record on the wire, and its rules.

#![allow(deprecated, reason = "both forms of a quantity are validated")]

use std::collections::HashMap;

use metering_core::{DateTime, Shape, Validate, Violations};

use crate::allocation::{Tag, UsageAllocation, check_allocations, quantity};
use crate::identifiers::{CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode, UsageDimension};
use crate::quantity::{DecimalQuantity, Quantity};

/// The usage of one dimension by one buyer at one time.
///
/// - **Identity**: AWS identifies a record by buyer, dimension and time. AWS's reference compares
///   the exact time, other guidance compares the hour. One record per hour is right under both.
/// - **Repeat**: the same record is billed once, however often it is sent. AWS keeps the first
///   quantity that it receives for a buyer, dimension and time, and reports a later one as
///   [`DuplicateRecord`](crate::UsageRecordResultStatus::DuplicateRecord). Therefore, never alter a
///   record that was sent. Sum an hour's usage first, then report it.
/// - **Buyer**: set `customer_aws_account_id` and `license_arn`, or one of
///   `customer_aws_account_id` and `customer_identifier` with the product code of the call. Use the
///   same form until all of an hour's usage is reported: AWS bills each form separately.
/// - **Quantity**: 0 if neither form is set.
/// - **Bounds**: a dimension of 1 to 255 characters; a quantity of 0 to 9999999999.999999; 1 to
///   2,500 allocations, which add up to the quantity.
///
/// [`Usage`](crate::Usage) creates a record that follows these rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(
    at_most_one_of(quantity, quantity_as_decimal),
    exactly_one_of(customer_identifier, customer_aws_account_id)
)]
#[aws(check = crate::usage_record::check_record)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct UsageRecord {
    /// The time of the usage, in UTC. Report it before
    /// [`batch_meter_usage_deadline`](crate::batch_meter_usage_deadline). The buyer's agreement
    /// must have begun by then.
    pub timestamp: DateTime,
    /// The buyer in older integrations. Requires a product code in the call.
    pub customer_identifier: Option<CustomerIdentifier>,
    /// The dimension that was used.
    pub dimension: UsageDimension,
    /// The quantity in whole units. AWS deprecated it on 2026-10-20.
    #[aws(range = 0..)]
    #[deprecated = "AWS deprecates it in favor of `quantity_as_decimal`"]
    pub quantity: Option<i32>,
    /// The quantity. Not allowed together with `quantity`.
    pub quantity_as_decimal: Option<DecimalQuantity>,
    /// The parts of the quantity by the buyer's tags. They add up to the quantity, in the same
    /// form, and each part has different tags.
    #[aws(length = 1..=2500)]
    pub usage_allocations: Option<Vec<UsageAllocation>>,
    /// The buyer's AWS account. Requires `license_arn`, or a product code in the call.
    #[aws(rename = "CustomerAWSAccountId")]
    pub customer_aws_account_id: Option<CustomerAwsAccountId>,
    /// The buyer's license. Not allowed together with a product code in the call, because usage
    /// that is metered both ways is billed twice.
    pub license_arn: Option<LicenseArn>,
}

/// Checks the rules across the members of a record.
pub fn check_record(record: &UsageRecord, violations: &mut Violations<'_>) {
    if record.license_arn.is_some() && record.customer_aws_account_id.is_none() {
        violations.member("LicenseArn").push("requires a CustomerAWSAccountId");
    }
    let total = quantity(record.quantity, record.quantity_as_decimal.as_ref());
    check_allocations(total, record.usage_allocations.as_deref(), violations);
}

/// A record with its product, to validate it without a call.
pub struct RecordOfProduct<'a> {
    pub product: Option<&'a ProductCode>,
    pub record: &'a UsageRecord,
}

impl Validate for RecordOfProduct<'_> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        if let Some(product) = self.product {
            product.validate_at(&mut violations.member("ProductCode"));
        }
        self.record.validate_at(violations);
    }
}

impl UsageRecord {
    /// Returns `true` if both records have the same content. Allocations are compared as sets, and
    /// their quantities by value.
    pub(crate) fn has_same_content(&self, other: &UsageRecord) -> bool {
        fn parts(record: &UsageRecord) -> HashMap<Vec<&Tag>, Option<Quantity>> {
            let amount = |part: &UsageAllocation| part.amount().map(|(_, amount)| amount);
            record.usage_allocations.iter().flatten().map(|part| (part.tag_set(), amount(part))).collect()
        }
        let without_parts = |record: &UsageRecord| UsageRecord { usage_allocations: None, ..record.clone() };
        self == other || without_parts(self) == without_parts(other) && parts(self) == parts(other)
    }
}
