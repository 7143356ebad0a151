use metering_core::{ErrorMetadata, ServiceError, aws_service};

#[aws_service(endpoint_prefix = "things", target_prefix = AmazonThings_2014, json_version = 1.0, error = Refused)]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
