use metering_core::Client;
use ui::{DescribeTable, Service, TableExists};

async fn wait(client: &Client<Service>) {
    let _ = client.wait(DescribeTable::builder().table_name("a")).until(TableExists).await;
}

fn main() {}
