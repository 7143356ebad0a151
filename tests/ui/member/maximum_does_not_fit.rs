use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 0..=2147483648)]
    quantity: Option<i32>,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
