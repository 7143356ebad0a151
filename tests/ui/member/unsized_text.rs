use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    quantity: i32,
    dimension: str,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).dimension("a").build();
}
