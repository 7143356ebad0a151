//! AWS's SDK with the fewest features that support https.

use aws_sdk_marketplacemetering::Client;
use aws_sdk_marketplacemetering::config::{BehaviorVersion, Region};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use harness::workload;

#[path = "../../official/src/work.rs"]
mod work;

async fn client(url: String) -> Client {
    Client::from_conf(
        aws_sdk_marketplacemetering::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(workload::REGION))
            .credentials_provider(work::credentials())
            .endpoint_url(url)
            .http_client(Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https())
            .build(),
    )
}

fn main() {
    harness::run::<work::Official>();
}
