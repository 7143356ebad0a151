use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub struct ExampleError(ErrorMetadata);

fn main() {}
