use metering_core::{Client, Waiter};
use ui::{DescribeTable, Service};

#[derive(Waiter)]
#[aws(operation = DescribeTable, delay = 0, success(error = false))]
pub struct Exists;

async fn wait(client: &Client<Service>) {
    let request = DescribeTable { table_name: None };
    let _ = client.wait(request).until(Exists).await;
}

fn main() {}
