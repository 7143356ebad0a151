use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = -200..=100)]
    quantity: i8,
}

fn main() {}
