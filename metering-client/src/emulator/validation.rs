//! Validation of inputs, with the error code that AWS documents for each violation.

#![allow(deprecated, reason = "the emulator accepts both forms of a quantity")]

use metering_core::{Validate, ValidationError};

use super::Settings;
use super::market::{ServiceResult, refusal};
use crate::allocation::UsageAllocation;
use crate::usage_record::UsageRecord;
use crate::{BatchMeterUsage, MeterUsage};

/// An input's usage allocations, which have their own error codes.
pub(super) trait Allocations {
    fn allocations(&self) -> impl Iterator<Item = &[UsageAllocation]>;
}

impl Allocations for BatchMeterUsage {
    fn allocations(&self) -> impl Iterator<Item = &[UsageAllocation]> {
        self.usage_records.iter().filter_map(|record| record.usage_allocations.as_deref())
    }
}

impl Allocations for MeterUsage {
    fn allocations(&self) -> impl Iterator<Item = &[UsageAllocation]> {
        self.usage_allocations.as_deref().into_iter()
    }
}

/// Validates an input without usage allocations.
pub(super) fn validate<T: Validate>(input: &T) -> ServiceResult<()> {
    input.validate().map_err(|error| refusal("ValidationException", error.to_string()))
}

/// Validates an input with usage allocations.
pub(super) fn validate_usage<T: Validate + Allocations>(input: &T) -> ServiceResult<()> {
    input.validate().map_err(|error| refusal(code(&error, input), error.to_string()))
}

/// Validates a batch. Combinations of buyer forms that the settings accept are not violations.
pub(super) fn validate_batch(input: &BatchMeterUsage, settings: &Settings) -> ServiceResult<()> {
    let Err(error) = validate_usage(input) else { return Ok(()) };
    let is_accepted = input.usage_records.len() <= MAX_RECORDS
        && tolerated_groups(input, settings).iter().all(|group| group.validate().is_ok());
    if is_accepted { Ok(()) } else { Err(error) }
}

/// AWS's maximum number of records per BatchMeterUsage call.
const MAX_RECORDS: usize = 25;

/// Splits a batch into calls that are valid by themselves if the settings accept the combination.
fn tolerated_groups(input: &BatchMeterUsage, settings: &Settings) -> Vec<BatchMeterUsage> {
    let by_license = |record: &UsageRecord| record.license_arn.is_some();
    let by_identifier = |record: &UsageRecord| record.customer_identifier.is_some();
    let mut groups: Vec<BatchMeterUsage> = Vec::new();
    for record in &input.usage_records {
        let fits = |group: &&mut BatchMeterUsage| {
            let first = &group.usage_records[0];
            let same_form = !settings.accept_mixed_buyers || by_identifier(first) == by_identifier(record);
            same_form && by_license(first) == by_license(record)
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.usage_records.push(record.clone()),
            None => {
                let product_code = input.product_code.clone();
                let drop_product = settings.accept_license_with_product && by_license(record);
                groups.push(BatchMeterUsage {
                    product_code: product_code.filter(|_| !drop_product),
                    usage_records: vec![record.clone()],
                });
            }
        }
    }
    groups
}

/// The error code of one violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Tag,
    Allocations,
    Validation,
}

/// Returns the error code of a failed validation. A call with violations of several kinds fails
/// with ValidationException.
fn code(error: &ValidationError, input: &impl Allocations) -> &'static str {
    let mut codes = error.violations().iter().map(|violation| code_of_path(violation.path(), input));
    let first = codes.next().unwrap_or(Code::Validation);
    match first {
        _ if codes.any(|code| code != first) => "ValidationException",
        Code::Tag => "InvalidTagException",
        Code::Allocations => "InvalidUsageAllocationsException",
        Code::Validation => "ValidationException",
    }
}

/// AWS: InvalidTagException is for an invalid tag or more than 5 tags, and
/// InvalidUsageAllocationsException is for sums, forms and sets of tags.
fn code_of_path(path: &str, input: &impl Allocations) -> Code {
    let Some((_, allocation)) = path.rsplit_once("UsageAllocations") else { return Code::Validation };
    let wrong_number_of_tags = |allocation: &UsageAllocation| {
        allocation.tags.as_ref().is_some_and(|tags| tags.is_empty() || tags.len() > 5)
    };
    if allocation.is_empty() {
        let in_bounds = input.allocations().all(|parts| (1..=2_500).contains(&parts.len()));
        return if in_bounds { Code::Allocations } else { Code::Validation };
    }
    match allocation.split_once("].").map_or("", |(_, member)| member) {
        "" => Code::Allocations,
        "Tags" if !input.allocations().flatten().any(wrong_number_of_tags) => Code::Allocations,
        member if member.starts_with("Tags") => Code::Tag,
        _ => Code::Validation,
    }
}
