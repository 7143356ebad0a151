use metering_core::{ErrorMetadata, ServiceError, aws_service};

#[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
pub struct Service;

#[derive(Debug, ServiceError)]
enum KmsError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {}
