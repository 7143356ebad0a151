use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum Failure {
    #[aws(code = "Throttled#")]
    Throttled(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
