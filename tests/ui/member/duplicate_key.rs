use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=255)]
    #[aws(length = 1..=64)]
    dimension: String,
}

fn main() {}
