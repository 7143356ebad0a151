use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    quantity: i32,
    #[aws(default = self.quantity + 1)]
    limit: i32,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().limit;
}
