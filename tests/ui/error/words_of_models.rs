use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum GlueError {
    #[aws(httpError = 404, rename = "EntityNotFoundException")]
    NotFound(ErrorMetadata),
    #[aws(error = "client")]
    InvalidInput(ErrorMetadata),
    #[aws(retryable(throttling: true))]
    Throttled(ErrorMetadata),
    #[aws(fault)]
    InternalService(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {
    let error = GlueError::NotFound(ErrorMetadata::new("EntityNotFoundException", ""));
    let _ = error.to_string();
}
