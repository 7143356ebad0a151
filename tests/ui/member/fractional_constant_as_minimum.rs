use metering_core::Shape;

const LEAST: f32 = 0.5;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = LEAST..)]
    quantity: Option<i64>,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1_i64).build().quantity;
}
