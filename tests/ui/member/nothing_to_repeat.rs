use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "*.amazonaws.com")]
    dimension: String,
}

fn main() {}
