use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    customer_identifier: String,
    dimension: String,
    quantity: Option<i32>,
}

fn main() {
    let _ = UsageRecord::builder().customer_identifier("a").quantity(1).build();
}
