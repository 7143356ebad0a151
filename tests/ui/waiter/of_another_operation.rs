use metering_core::Client;
use ui::{DescribeStream, Service, TableExists};

async fn wait(client: &Client<Service>) {
    let _ = client.wait(DescribeStream {}).until(TableExists).await;
}

fn main() {}
