//! The seller's side of software as a service: usage of many buyers at once.

use metering_core::{Shape, StringEnum, UnknownValue, aws_operation};

use crate::Service;
use crate::shapes::{ProductCode, UsageRecord};

/// Posts the usage of a product by a set of buyers.
///
/// [`meter_all`](crate::Metering::meter_all) does the same for any number of records of any product, and says what became
/// of each.
///
/// - **Who**: a SaaS vendor's backend, with credentials of the account that published the product;
///   it needs `aws-marketplace:BatchMeterUsage`.
/// - **When**: soon after the usage, at the latest by
///   [`batch_meter_usage_deadline`](crate::batch_meter_usage_deadline).
/// - **All or none**: one record with a wrong license, dimension, time or quantity fails the call,
///   and nothing of it is taken.
/// - **Again**: a record may be sent again, unchanged, alone or with others; it is billed once. In
///   the same Region, though: another one does not know what this one has taken.
/// - **Bounds**: 25 records, less than 1 MB, and 10 calls a second for an account in a Region.
#[aws_operation(action = "BatchMeterUsage")]
#[aws(check = crate::rules::batch_meter_usage)]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct BatchMeterUsage {
    /// At most 25 records, all of one product.
    #[aws(length = ..=25)]
    pub usage_records: Vec<UsageRecord>,
    /// The product; left out by integrations whose records have a `license_arn`.
    pub product_code: Option<ProductCode>,
}

/// What became of each record.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct BatchMeterUsageOutput {
    /// The records that the service has decided on.
    #[aws(default)]
    pub results: Vec<UsageRecordResult>,
    /// The records that the service did not get to. They are to be sent again, unchanged.
    #[aws(default)]
    pub unprocessed_records: Vec<UsageRecord>,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct UsageRecordResult {
    /// The record as it was sent.
    pub usage_record: Option<UsageRecord>,
    /// What the service calls it. Keep it: support asks for it.
    pub metering_record_id: Option<String>,
    /// Whether it was taken.
    pub status: Option<UsageRecordResultStatus>,
}

/// Whether a record was taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub enum UsageRecordResultStatus {
    /// It was, or had been before.
    Success,
    /// The buyer is unknown, has no agreement for the product or has been suspended; the record was
    /// not taken. Sent again it fails again, until the buyer subscribes.
    CustomerNotSubscribed,
    /// A record of this buyer, dimension and time was taken before, with another quantity by AWS's
    /// reference, perhaps with the same by other guidance. That one counts, this one does not.
    /// Alarming only if another quantity was ever sent.
    DuplicateRecord,
    /// A value newer than this crate.
    #[aws(other)]
    Unknown(UnknownValue),
}
