use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    customer_identifier: String,
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().build();
}
