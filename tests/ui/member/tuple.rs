use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    range: (i32, i32),
}

fn main() {
    let _ = UsageRecord::builder().range((1, 2)).build();
}
