use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=255)]
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
