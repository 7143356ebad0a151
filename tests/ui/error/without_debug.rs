use metering_core::{ErrorMetadata, ServiceError};

#[derive(ServiceError)]
pub enum ExampleError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
