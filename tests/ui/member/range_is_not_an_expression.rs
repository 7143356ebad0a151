use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = ?)]
    dimension: String,
}

fn main() {}
