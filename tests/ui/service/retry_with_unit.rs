use metering_core::{ErrorMetadata, ServiceError, aws_service};

#[aws_service(endpoint_prefix = "things", target_prefix = "Things", json_version = "1.1", error = Refused, retry(base_ms = 10ms))]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
