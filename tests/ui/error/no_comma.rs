use metering_core::{ErrorMetadata, ServiceError, aws_service};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    NotFound(ErrorMetadata)
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service;

fn main() {}
