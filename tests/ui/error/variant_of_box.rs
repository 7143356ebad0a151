use metering_core::{Error, ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum KmsError {
    Io(Box<dyn std::error::Error + Send + Sync>),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {
    let error: Option<Error<KmsError>> = None;
    println!("{error:?}");
}
