use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(other)]
    dimension: String,
}

fn main() {}
