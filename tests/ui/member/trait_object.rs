use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    value: Box<dyn std::fmt::Debug>,
}

fn main() {}
