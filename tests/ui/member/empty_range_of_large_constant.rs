use metering_core::Shape;

const LEAST: i64 = 9007199254740993;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = LEAST..=9007199254740992)]
    quantity: i64,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
