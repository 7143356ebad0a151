use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    value: fn() -> i32,
}

fn main() {}
