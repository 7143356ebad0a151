use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Throttling(ErrorMetadata),
    #[aws(code = "ThrottlingException")]
    TooFast(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {
    let _: fn(ErrorMetadata) -> ExampleError = ExampleError::TooFast;
}
