use metering_core::{ErrorMetadata, ServiceError, StringEnum, UnknownValue};

#[derive(Debug, StringEnum)]
pub enum Reason {
    None,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Cancelled(Reason, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
