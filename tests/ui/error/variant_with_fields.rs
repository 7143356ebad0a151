use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Throttling {
        metadata: ErrorMetadata,
    },
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
