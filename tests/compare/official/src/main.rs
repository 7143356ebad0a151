//! AWS's SDK as its documentation sets it up.

use aws_sdk_marketplacemetering::Client;
use aws_sdk_marketplacemetering::config::{BehaviorVersion, Region};
use harness::workload;

mod work;

async fn client(url: String) -> Client {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(workload::REGION))
        .credentials_provider(work::credentials())
        .endpoint_url(url)
        .load()
        .await;
    Client::new(&config)
}

fn main() {
    harness::run::<work::Official>();
}
