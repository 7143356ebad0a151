//! Hand-written shapes and response readers.

use harness::workload::{self, Record};
use serde::{Deserialize, Serialize};

/// The prefix of `X-Amz-Target`, including the dot.
pub const TARGET_PREFIX: &str = "AWSMPMeteringService.";
/// The signing name.
pub const SIGNING_NAME: &str = "aws-marketplace";
/// The content type.
pub const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchMeterUsage {
    pub usage_records: Vec<UsageRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UsageRecord {
    pub timestamp: f64,
    pub dimension: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i32>,
    #[serde(rename = "CustomerAWSAccountId", skip_serializing_if = "Option::is_none")]
    pub customer_aws_account_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_arn: Option<String>,
}

impl From<Record> for UsageRecord {
    fn from(record: Record) -> Self {
        UsageRecord {
            timestamp: workload::TIMESTAMP as f64,
            dimension: record.dimension.to_owned(),
            quantity: Some(record.quantity),
            customer_aws_account_id: Some(record.account.to_owned()),
            license_arn: Some(record.license.to_owned()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchMeterUsageOutput {
    pub results: Vec<UsageRecordResult>,
    pub unprocessed_records: Vec<UsageRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UsageRecordResult {
    pub usage_record: Option<UsageRecord>,
    pub metering_record_id: Option<String>,
    pub status: Option<Status>,
}

#[derive(Deserialize, PartialEq)]
pub enum Status {
    Success,
    CustomerNotSubscribed,
    DuplicateRecord,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResolveCustomer {
    pub registration_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResolveCustomerOutput {
    pub customer_identifier: Option<String>,
    pub product_code: Option<String>,
    #[serde(rename = "CustomerAWSAccountId")]
    pub customer_aws_account_id: Option<String>,
    pub license_arn: Option<String>,
}

/// The input of a batch.
pub fn input() -> BatchMeterUsage {
    BatchMeterUsage { usage_records: workload::records().map(UsageRecord::from).collect() }
}

/// Reads the response of BatchMeterUsage.
pub fn batch_response(body: &[u8]) -> usize {
    let text = std::str::from_utf8(body).expect("UTF-8");
    let output: BatchMeterUsageOutput = serde_json::from_str(text).expect("an output");
    assert!(output.unprocessed_records.is_empty());
    output.results.iter().filter(|result| result.status == Some(Status::Success)).count()
}

/// Reads the response of ResolveCustomer.
pub fn resolve_response(body: &[u8]) -> usize {
    let text = std::str::from_utf8(body).expect("UTF-8");
    let output: ResolveCustomerOutput = serde_json::from_str(text).expect("an output");
    output.product_code.map_or(0, |code| code.len())
}
