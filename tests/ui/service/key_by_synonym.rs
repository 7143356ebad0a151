use metering_core::{ErrorMetadata, ServiceError, aws_service};

#[aws_service(prefix = "things", target_prefix = "Things", json_version = "1.1", error = Refused, serviceId = "Things")]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
