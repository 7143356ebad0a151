use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimensions: Vec<Option<Option<String>>>,
}

fn main() {}
