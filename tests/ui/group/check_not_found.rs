use metering_core::Shape;

#[derive(Shape)]
#[aws(check = check_sum)]
pub struct UsageRecord {
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
