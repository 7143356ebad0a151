use metering_core::{Client, aws_operation, aws_service};
use ui::ExampleError;

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service {
    region String,
}

#[aws_operation(action = "Ping", output = ())]
pub struct Ping {}

async fn ping(client: &Client<Service>) {
    Ping::builder().send(client).await.unwrap();
}

fn main() {
    drop(ping(&Client::builder().build().unwrap()));
}
