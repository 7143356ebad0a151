use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
#[aws(serde)]
pub enum ExampleError {
    Internal(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
