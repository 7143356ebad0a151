use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 9007199254740993..=9007199254740992)]
    quantity: i64,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
