use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(keys(length = 1..=100))]
    tags: Vec<String>,
}

fn main() {}
