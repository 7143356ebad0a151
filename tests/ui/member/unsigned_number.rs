use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    quantity: u64,
}

fn main() {}
