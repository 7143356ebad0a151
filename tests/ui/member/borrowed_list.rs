use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    tags: Option<&'static [String]>,
}

fn main() {}
