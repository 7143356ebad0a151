use metering_core::Shape;

const MOST: f64 = 5.9;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 1..=MOST)]
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
