use metering_core::{ErrorMetadata, ServiceError, aws_service};

#[aws_service(endpoint_prefix = "things", target_prefix = "Things", json_version = "1.1", error = Refused, api_version = "2014-11-06", signatureVersion = "v4")]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
