use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    tags: Vec<str>,
}

fn main() {
    let _ = UsageRecord::builder().build();
}
