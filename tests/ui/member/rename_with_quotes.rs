use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(rename = "\"Quantity\"")]
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
