use metering_core::{Client, ErrorMetadata, ServiceError, aws_operation, aws_service};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    #[aws(retry = trottling, cod = "TooFast")]
    TooFast(ErrorMetadata),
    #[aws(code = "TooFastException")]
    Throttling(ErrorMetadata),
    Internal,
}

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service;

#[aws_operation(action = "Ping", output = ())]
pub struct Ping {}

async fn ping(client: &Client<Service>) {
    if let Err(metering_core::Error::Service(ExampleError::Internal)) = client.send(Ping {}).await {}
}

fn main() {
    drop(ping(&Client::builder().build().unwrap()));
}
