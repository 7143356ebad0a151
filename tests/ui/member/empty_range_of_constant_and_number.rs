use metering_core::Shape;

const MOST: i32 = 0;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 1..=MOST)]
    quantity: i32,
}

fn main() {}
