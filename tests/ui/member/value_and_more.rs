use metering_core::{ErrorMetadata, ServiceError, Shape};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = MIN MAX, rename = "Names")]
    names: Vec<String>,
    #[aws(range = 1 to 10)]
    quantity: i32,
}

#[derive(Debug, ServiceError)]
pub enum Failure {
    #[aws(retry = retry(throttling), code = "Slow")]
    Throttled(ErrorMetadata),
    #[aws(other)]
    Other(ErrorMetadata),
}

fn main() {
    let _ = UsageRecord::builder().names(vec![String::new()]).quantity(1).build();
}
