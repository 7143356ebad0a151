use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=)]
    dimension: String,
}

fn main() {}
