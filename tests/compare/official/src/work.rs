//! The work done with AWS's SDK. Each column's `main.rs` sets up its client.

use aws_sdk_marketplacemetering::Client;
use aws_sdk_marketplacemetering::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_marketplacemetering::primitives::DateTime;
use aws_sdk_marketplacemetering::types::{UsageRecord, UsageRecordResultStatus};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use harness::{Column, Place, workload};

pub struct Official {
    client: Client,
}

/// The credentials.
pub fn credentials() -> Credentials {
    Credentials::from_keys(workload::ACCESS_KEY_ID, workload::SECRET_ACCESS_KEY, None)
}

impl Column for Official {
    type Batch = Vec<UsageRecord>;

    async fn new(place: Place) -> Self {
        let client = match place {
            Place::Url(url) => crate::client(url).await,
            Place::Canned => Client::from_conf(
                aws_sdk_marketplacemetering::Config::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .region(Region::new(workload::REGION))
                    .credentials_provider(credentials())
                    .endpoint_url("http://127.0.0.1:8080")
                    .http_client(Canned)
                    .build(),
            ),
        };
        Official { client }
    }

    fn input() -> Self::Batch {
        workload::records()
            .map(|record| {
                UsageRecord::builder()
                    .timestamp(DateTime::from_secs(workload::TIMESTAMP))
                    .dimension(record.dimension)
                    .quantity(record.quantity)
                    .customer_aws_account_id(record.account)
                    .license_arn(record.license)
                    .build()
                    .expect("complete")
            })
            .collect()
    }

    async fn batch(&self, input: Self::Batch) -> usize {
        let output =
            self.client.batch_meter_usage().set_usage_records(Some(input)).send().await.expect("an output");
        let success = |status: &UsageRecordResultStatus| *status == UsageRecordResultStatus::Success;
        output.results().iter().filter(|result| result.status().is_some_and(success)).count()
    }

    async fn resolve(&self, token: String) -> usize {
        let output =
            self.client.resolve_customer().registration_token(token).send().await.expect("an output");
        output.product_code().map_or(0, str::len)
    }
}

/// A transport that returns a stored response immediately.
#[derive(Debug, Clone)]
struct Canned;

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let resolve = request.headers().get("x-amz-target").is_some_and(|t| t.ends_with("ResolveCustomer"));
        let body = if resolve { workload::resolve_response() } else { workload::batch_response() };
        let response = http::Response::builder()
            .header("x-amzn-requestid", "47e5b1ee-3d0c-4ab1-a3e6-2cfd14c1a1d3")
            .header("content-type", "application/x-amz-json-1.1")
            .body(SdkBody::from(body))
            .expect("a response");
        HttpConnectorFuture::ready(Ok(HttpResponse::try_from(response).expect("a response")))
    }
}

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Canned)
    }
}
