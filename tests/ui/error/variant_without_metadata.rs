use metering_core::{ErrorMetadata, ServiceError};

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    Throttling,
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {
    println!("{}", ExampleError::Throttling);
}
