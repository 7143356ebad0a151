use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Throttling(String),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
