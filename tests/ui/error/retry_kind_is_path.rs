use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum Failure {
    #[aws(retry = RetryKind::Throttling)]
    Throttled(ErrorMetadata),
    #[aws(other)]
    Other(ErrorMetadata),
}

fn main() {}
