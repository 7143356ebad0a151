//! The workload: the requests and the responses.

use std::sync::LazyLock;

/// The number of records in a batch, which is the maximum that AWS accepts.
pub const RECORDS: usize = 25;
/// The timestamp of every record: 2026-11-23T10:00:00Z.
pub const TIMESTAMP: i64 = 1_795_428_000;
/// The access key.
pub const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
/// Its secret.
pub const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// The Region.
pub const REGION: &str = "us-east-1";
/// A registration token.
pub const TOKEN: &str = "rNEk1YzVhNTRiODY5ZmE5YmM0Y2I3YjVlMDQ4YTVjNzY1YjM2NmQ2ZjYxZmM3YTg4NjZm";

/// A full usage record as a program might store it.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    pub dimension: &'static str,
    pub quantity: i32,
    pub account: &'static str,
    pub license: &'static str,
}

/// Returns the records of a batch.
pub fn records() -> impl ExactSizeIterator<Item = Record> {
    (0..RECORDS).map(|at| Record {
        dimension: "requests-gold",
        quantity: 1_000 + at as i32,
        account: "111122223333",
        // 80 bytes.
        license: "arn:aws:license-manager::294406891311:license:l-4f1c2e5a7b9d4c1e8a3f6b2d9c7e5a1b",
    })
}

/// Returns the body of the response to a batch.
pub fn batch_response() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let results: Vec<String> = records()
            .map(|record| {
                let Record { dimension, quantity, account, license } = record;
                format!(
                    r#"{{"UsageRecord":{{"Timestamp":{TIMESTAMP},"Dimension":"{dimension}","Quantity":{quantity},"#
                ) + &format!(r#""CustomerAWSAccountId":"{account}","LicenseArn":"{license}"}},"#)
                    + r#""MeteringRecordId":"35155d37-56cb-423f-8554-5c4f3e3ff56d","Status":"Success"}"#
            })
            .collect();
        format!(r#"{{"Results":[{}],"UnprocessedRecords":[]}}"#, results.join(","))
    });
    &TEXT
}

/// Returns the body of the response to a registration token.
pub fn resolve_response() -> &'static str {
    r#"{"CustomerIdentifier":"ifAPi5AcF3","ProductCode":"4rcexample0abc","CustomerAWSAccountId":"111122223333","LicenseArn":"arn:aws:license-manager::294406891311:license:l-4f1c2e5a7b9d4c1e8a3f6b2d9c7e5a1b"}"#
}
