use metering_core::{Client, ErrorMetadata, ServiceError, aws_operation, aws_service};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Throttling(ErrorMetadata),
}

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service;

#[aws_operation(action = "Ping", output = ())]
pub struct Ping {}

async fn ping(client: &Client<Service>) -> Result<(), metering_core::Error<ExampleError>> {
    client.send(Ping {}).await.map(drop)
}

fn main() {
    drop(ping(&Client::builder().build().unwrap()));
}
