use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: Box<str>,
    bytes: Option<Box<[u8]>>,
}

fn main() {
    let _ = UsageRecord::builder();
}
