use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws]
    dimension: String,
}

fn main() {}
