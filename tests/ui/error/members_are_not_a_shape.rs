use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug)]
pub struct Limits;

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Throttling(Limits, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
