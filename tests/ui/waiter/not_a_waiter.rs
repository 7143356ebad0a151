use metering_core::Client;
use ui::{DescribeTable, Service};

pub struct TableExists;

async fn wait(client: &Client<Service>) {
    let request = DescribeTable { table_name: None };
    let _ = client.wait(request).until(TableExists).await;
}

fn main() {}
