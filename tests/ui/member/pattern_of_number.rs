use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "^[0-9]+$")]
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
