use metering_core::Shape;

#[derive(Shape)]
#[aws(check = check_sum)]
pub struct UsageRecord {
    quantity: i32,
}

fn check_sum(record: &UsageRecord) -> bool {
    record.quantity > 0
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
