use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Cancelled(Vec<String>, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
