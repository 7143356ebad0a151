use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    #[aws(code = "ThrottlingException")]
    TooFast(ErrorMetadata),
    Throttling(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
