//! metering-client as its documentation sets it up, with validation, retries and timeouts.

mod work;

use harness::{Column, Place, workload};
use metering_client::{BatchMeterUsage, Client, ResolveCustomer, UsageRecordResultStatus};
use metering_core::Validate;

use crate::work::Canned;

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

    fn input() -> BatchMeterUsage {
        work::batch()
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

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("validate") => harness::each("validate", &Ours::input(), |input| input.validate().is_ok()),
        _ => harness::run::<Ours>(),
    }
}
