use metering_core::{ErrorMetadata, ServiceError, Shape};

#[derive(Debug, Clone, Shape)]
pub struct Conflict {
    reasons: Vec<String>,
}

#[derive(Debug, ServiceError)]
pub enum Refused {
    Conflict(ErrorMetadata, Conflict),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
