use metering_core::Shape;

const PATTERN: &str = "^[a-z]+$";

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = PATTERN)]
    dimension: String,
}

fn main() {}
