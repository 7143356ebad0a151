use metering_core::{Client, ErrorMetadata, ServiceError, aws_service};

#[aws_service(
    endpoint_prefix = "glue",
    target_prefix = "AWSGlue.GetTables",
    json_version = "1.1",
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
