use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    #[aws(code = " ThrottlingException")]
    Throttling(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
