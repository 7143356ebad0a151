use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(skip)]
    dimension: String,
}

fn main() {}
