use metering_core::ServiceError;

#[derive(Debug, ServiceError)]
pub enum ExampleError {
    #[aws(other)]
    Unhandled,
}

fn main() {
    println!("{}", ExampleError::Unhandled);
}
