use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    content: &'static [u8],
}

fn main() {}
