//! metering-client, as its documentation sets it up: validation, retries and time limits on.

use bytes::Bytes;
use harness::{Column, Place, workload};
use metering_client::{
    BatchMeterUsage, Client, DateTime, ResolveCustomer, UsageRecord, UsageRecordResultStatus,
};
use metering_core::Validate;
use metering_core::transport::{Sending, Transport};

struct Ours {
    client: Client,
}

impl Column for Ours {
    type Batch = BatchMeterUsage;

    async fn new(place: Place) -> Self {
        let credentials = aws_credential_types::Credentials::from_keys(
            workload::ACCESS_KEY_ID,
            workload::SECRET_ACCESS_KEY,
            None,
        );
        let builder = Client::builder().region(workload::REGION).credentials(credentials);
        let builder = match place {
            Place::Url(url) => builder.endpoint_url(url),
            Place::Canned => builder.endpoint_url("http://127.0.0.1:8080").transport(Canned),
        };
        Ours { client: builder.build().expect("a client") }
    }

    #[expect(deprecated, reason = "the other columns send integers")]
    fn input() -> BatchMeterUsage {
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

    async fn batch(&self, input: BatchMeterUsage) -> usize {
        let output = self.client.send(input).await.expect("an output");
        assert!(output.unprocessed_records.is_empty());
        output.results.iter().filter(|result| result.status == Some(UsageRecordResultStatus::Success)).count()
    }

    async fn resolve(&self, token: String) -> usize {
        let output = self
            .client
            .send(ResolveCustomer::builder().registration_token(token).build())
            .await
            .expect("an output");
        output.product_code.map_or(0, |code| code.as_str().len())
    }
}

/// Answers at once.
#[derive(Debug)]
struct Canned;

impl Transport for Canned {
    fn send(&self, request: http::Request<Bytes>, _: usize) -> Sending<'_> {
        let resolve = request.headers()["x-amz-target"].as_bytes().ends_with(b"ResolveCustomer");
        let body = if resolve { workload::resolve_answer() } else { workload::batch_answer() };
        let response = http::Response::builder()
            .header("x-amzn-requestid", "47e5b1ee-3d0c-4ab1-a3e6-2cfd14c1a1d3")
            .header("content-type", "application/x-amz-json-1.1")
            .body(Bytes::from_static(body.as_bytes()))
            .expect("a response");
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("validate") => harness::each("validate", &Ours::input(), |input| input.validate().is_ok()),
        _ => harness::run::<Ours>(),
    }
}
