use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = "1..=255")]
    quantity: i32,
}

fn main() {}
