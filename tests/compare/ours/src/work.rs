//! The batch, and a transport that returns a stored response.

use bytes::Bytes;
use http::{Request, Response};
use metering_client::{BatchMeterUsage, DateTime, UsageRecord};
use metering_core::transport::{Body, Sending, Transport};

use crate::workload;

#[expect(deprecated, reason = "the other columns of the comparison send integers")]
pub(crate) fn batch() -> BatchMeterUsage {
    let records = workload::records().map(|record| {
        UsageRecord::builder()
            .timestamp(DateTime::from_secs(workload::TIMESTAMP))
            .dimension(record.dimension)
            .quantity(record.quantity)
            .customer_aws_account_id(record.account)
            .license_arn(record.license)
            .build()
    });
    BatchMeterUsage::builder().usage_records(records.collect::<Vec<_>>()).build()
}

/// A transport that returns a stored response immediately.
#[derive(Debug)]
pub(crate) struct Canned;

impl Transport for Canned {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        let resolve = request.headers()["x-amz-target"].as_bytes().ends_with(b"ResolveCustomer");
        let body = if resolve { workload::resolve_response() } else { workload::batch_response() };
        let response = Response::builder()
            .header("x-amzn-requestid", "47e5b1ee-3d0c-4ab1-a3e6-2cfd14c1a1d3")
            .header("content-type", "application/x-amz-json-1.1")
            .body(Body::from(Bytes::from_static(body.as_bytes())))
            .expect("a response");
        Box::pin(std::future::ready(Ok(response)))
    }
}
