use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws = "Dimension"]
    dimension: String,
}

fn main() {}
