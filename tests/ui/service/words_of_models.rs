use metering_core::{Client, ErrorMetadata, ServiceError, aws_service};

#[aws_service(
    endpointPrefix = "glue",
    targetPrefix = "AWSGlue",
    protocol = "json",
    apiVersion = "2017-03-31",
    serviceId = "Glue",
    endpoint_url = "http://localhost:4566",
    error = GlueError
)]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum GlueError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {
    let _ = Client::<Service>::builder();
}
