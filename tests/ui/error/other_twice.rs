use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
    #[aws(other)]
    Unknown(ErrorMetadata),
}

fn main() {}
