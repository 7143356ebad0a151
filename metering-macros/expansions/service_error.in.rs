#[derive(ServiceError)]
pub enum MeteringError {
    #[aws(retry = throttling)]
    Throttling(ErrorMetadata),
    #[aws(code = "InternalServiceErrorException", retry = transient, server_fault)]
    Internal(ErrorMetadata),
    Cancelled(CancellationReasons, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
