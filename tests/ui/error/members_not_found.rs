use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Cancelled(Reasons, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
