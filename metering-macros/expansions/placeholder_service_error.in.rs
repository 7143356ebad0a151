#[derive(ServiceError)]
pub enum MeteringError {
    Throttling(ErrorMetadata),
}
