use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    #[aws(other, code = "Unhandled", retry = transient)]
    Unhandled(ErrorMetadata),
}

fn main() {}
