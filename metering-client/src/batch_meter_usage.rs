//! BatchMeterUsage: the usage of a SaaS product by many buyers.

use metering_core::{Shape, StringEnum, UnknownValue, Violations, aws_operation};

use crate::identifiers::ProductCode;
use crate::service::Service;
use crate::usage_record::UsageRecord;

/// Reports up to 25 records of buyers' usage of a SaaS product.
///
/// [`meter_all`](crate::Metering::meter_all) reports any number of records of any products, and
/// returns the outcome of each.
///
/// - **Who calls it**: a SaaS vendor's backend, with credentials of the account that published the
///   product and the permission `aws-marketplace:BatchMeterUsage`.
/// - **When**: soon after the usage, and before
///   [`batch_meter_usage_deadline`](crate::batch_meter_usage_deadline).
/// - **All or none**: one record with a wrong license, dimension, time or quantity fails the call,
///   and AWS accepts none of its records. Otherwise AWS decides each record separately, and may
///   leave some unprocessed.
/// - **Repeat**: a record can be sent again, unchanged, alone or with others, and is billed once.
///   Send it to the same Region, because AWS detects duplicates per Region.
/// - **Bounds**: 25 records, less than 1 MB, and 10 calls per second for an account in a Region.
#[aws_operation(action = "BatchMeterUsage")]
#[aws(check = crate::batch_meter_usage::check_call)]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct BatchMeterUsage {
    /// At most 25 records, all of one product.
    #[aws(length = ..=25)]
    pub usage_records: Vec<UsageRecord>,
    /// The product. Omit it if the records have a `license_arn`.
    pub product_code: Option<ProductCode>,
}

/// The result of each record.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct BatchMeterUsageOutput {
    /// The records that AWS decided.
    #[aws(default)]
    pub results: Vec<UsageRecordResult>,
    /// The records that AWS didn't process. Send them again, unchanged.
    #[aws(default)]
    pub unprocessed_records: Vec<UsageRecord>,
}

/// The result of one record.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct UsageRecordResult {
    /// The record as it was sent.
    pub usage_record: Option<UsageRecord>,
    /// AWS's identifier of the metering record. Keep it: AWS Support asks for it.
    pub metering_record_id: Option<String>,
    /// The status of the record.
    pub status: Option<UsageRecordResultStatus>,
}

/// The status of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub enum UsageRecordResultStatus {
    /// AWS accepted the record, now or earlier.
    Success,
    /// The buyer is unknown, has no agreement for the product, or is suspended. AWS didn't accept
    /// the record. It fails again until the buyer subscribes.
    CustomerNotSubscribed,
    /// AWS already has a record of this buyer, dimension and time. That record counts, and this one
    /// doesn't.
    ///
    /// According to AWS's reference, the earlier record has another quantity. According to other
    /// guidance, the quantity may be the same. If your program may have sent this record before,
    /// the earlier record is probably that one. Otherwise find out who sent the earlier record.
    DuplicateRecord,
    /// A status that this crate doesn't know.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// Checks that the call identifies each buyer in exactly one of three ways: by license, or by
/// account or identifier together with the product code.
pub fn check_call(call: &BatchMeterUsage, violations: &mut Violations<'_>) {
    let mut records = violations.member("UsageRecords");
    let by_identifier = |record: &UsageRecord| record.customer_identifier.is_some();
    for (index, record) in call.usage_records.iter().enumerate() {
        let mut at = records.index(index);
        if by_identifier(record) != by_identifier(&call.usage_records[0]) {
            at.push(
                "identifies the buyer in another way than the call's first record; send it in a separate call",
            );
        }
        match (&record.license_arn, &call.product_code) {
            (Some(_), Some(_)) => at.member("LicenseArn").push(
                "not allowed together with the call's ProductCode, because usage metered both ways is billed \
                 twice; remove one of them",
            ),
            (None, None) => {
                at.push("the buyer has neither a LicenseArn nor a ProductCode in the call; set one of them")
            }
            _ => {}
        }
    }
}
