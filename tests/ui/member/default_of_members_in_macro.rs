use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    quantity: i32,
    #[aws(default = vec![self.quantity])]
    limits: Vec<i32>,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().limits;
}
