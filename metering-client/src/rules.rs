//! The rules across members that AWS's documentation states and its model has no words for.

#![allow(deprecated, reason = "both forms of a quantity are judged")]

use std::collections::{HashMap, HashSet};

use metering_core::Violations;

use crate::shapes::{DecimalQuantity, Tag, UsageAllocation, UsageRecord};
use crate::{BatchMeterUsage, MeterUsage, Quantity};

/// A quantity comes in one of two forms, which are not to be mixed in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Whole,
    Decimal,
}

/// A quantity by its members, with its form; nothing given means 0. `None` where it is no quantity:
/// that is reported by the member's own constraint.
pub(crate) fn quantity(
    whole: Option<i32>,
    decimal: Option<&DecimalQuantity>,
) -> Option<(Option<Form>, Quantity)> {
    match (whole, decimal) {
        (None, None) => Some((None, Quantity::ZERO)),
        (Some(whole), None) => Some((Some(Form::Whole), whole.try_into().ok()?)),
        (None, Some(decimal)) => Some((Some(Form::Decimal), decimal.try_into().ok()?)),
        (Some(_), Some(_)) => None,
    }
}

/// One of the three ways to name the buyer in a whole call: by license, or by one of the others and
/// the product.
pub(crate) fn batch_meter_usage(call: &BatchMeterUsage, violations: &mut Violations<'_>) {
    let mut records = violations.member("UsageRecords");
    let by_identifier = |record: &UsageRecord| record.customer_identifier.is_some();
    for (index, record) in call.usage_records.iter().enumerate() {
        let mut at = records.index(index);
        if by_identifier(record) != by_identifier(&call.usage_records[0]) {
            at.push(
                "names the buyer in another way than the call's first record: send it in a call of its own",
            );
        }
        match (&record.license_arn, &call.product_code) {
            (Some(_), Some(_)) => at
                .member("LicenseArn")
                .push("not together with the call's ProductCode: metered both ways, usage is billed twice"),
            (None, None) => {
                at.push("the buyer is named neither by a LicenseArn nor under a ProductCode of the call")
            }
            _ => {}
        }
    }
}

pub(crate) fn usage_record(record: &UsageRecord, violations: &mut Violations<'_>) {
    if record.license_arn.is_some() && record.customer_aws_account_id.is_none() {
        violations.member("LicenseArn").push("goes with a CustomerAWSAccountId alone");
    }
    let quantity = quantity(record.quantity, record.quantity_as_decimal.as_ref());
    allocations(quantity, record.usage_allocations.as_deref(), violations);
}

pub(crate) fn meter_usage(call: &MeterUsage, violations: &mut Violations<'_>) {
    let quantity = quantity(call.usage_quantity, call.usage_quantity_as_decimal.as_ref());
    allocations(quantity, call.usage_allocations.as_deref(), violations);
}

/// The parts add up to the whole, in its form, and no two have the same tags.
fn allocations(
    of: Option<(Option<Form>, Quantity)>,
    parts: Option<&[UsageAllocation]>,
    violations: &mut Violations<'_>,
) {
    let Some(parts) = parts else { return };
    let mut violations = violations.member("UsageAllocations");
    // A few are compared with one another, which needs no memory; many would take long that way.
    let mut tag_sets = if parts.len() > FEW { HashSet::with_capacity(parts.len()) } else { HashSet::new() };
    for (index, part) in parts.iter().enumerate() {
        let seen = if parts.len() > FEW {
            !tag_sets.insert(tag_set(part))
        } else {
            parts[..index].iter().any(|before| same_tags(before, part))
        };
        if seen {
            violations.index(index).member("Tags").push("the same tags as an allocation before it");
        }
    }

    let Some((form, whole)) = of else { return };
    let mut sum = Some(Quantity::ZERO);
    // A quantity that is not given is 0 in either form, but its parts still agree in theirs.
    let mut expected = form;
    for (index, part) in parts.iter().enumerate() {
        let amount =
            quantity(part.allocated_usage_quantity, part.allocated_usage_quantity_as_decimal.as_ref());
        // No form, or both, breaks the part's own rule, and a sum of what is left would say
        // nothing.
        let Some((Some(form), amount)) = amount else { return };
        if *expected.get_or_insert(form) != form {
            violations
                .index(index)
                .push("mixes whole and decimal quantities with the record or with another part");
        }
        sum = sum.and_then(|sum| sum.checked_add(amount));
    }
    if sum != Some(whole) {
        match sum {
            Some(sum) => violations.push(format_args!("the parts add up to {sum}, the quantity is {whole}")),
            None => violations.push(format_args!("the parts add up to more than {}", Quantity::MAX)),
        }
    }
}

/// So many allocations are compared each with each.
const FEW: usize = 16;

/// Whether two allocations have the same set of tags, in whatever order.
pub(crate) fn same_tags(one: &UsageAllocation, other: &UsageAllocation) -> bool {
    fn tags(part: &UsageAllocation) -> &[Tag] {
        part.tags.as_deref().unwrap_or_default()
    }
    let within = |some: &[Tag], all: &[Tag]| some.iter().all(|tag| all.contains(tag));
    within(tags(one), tags(other)) && within(tags(other), tags(one))
}

/// Whether two records say the same. The parts of a quantity are a set of their own, whatever their
/// order, and count by value.
pub(crate) fn same_record(one: &UsageRecord, other: &UsageRecord) -> bool {
    fn parts(record: &UsageRecord) -> HashMap<Vec<&Tag>, Option<Quantity>> {
        let amount = |part: &UsageAllocation| {
            quantity(part.allocated_usage_quantity, part.allocated_usage_quantity_as_decimal.as_ref())
                .map(|(_, amount)| amount)
        };
        record.usage_allocations.iter().flatten().map(|part| (tag_set(part), amount(part))).collect()
    }
    let aside = |record: &UsageRecord| UsageRecord { usage_allocations: None, ..record.clone() };
    one == other || aside(one) == aside(other) && parts(one) == parts(other)
}

/// An allocation's tags in an order of their own: two lists of the same tags are the same set.
fn tag_set(part: &UsageAllocation) -> Vec<&Tag> {
    let mut set: Vec<_> = part.tags.iter().flatten().collect();
    set.sort_unstable_by_key(|tag| (&tag.key, &tag.value));
    set.dedup();
    set
}
