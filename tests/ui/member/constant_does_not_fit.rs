use metering_core::Shape;

const MOST: i64 = 1 << 40;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 0..=MOST)]
    quantity: i32,
}

fn main() {}
