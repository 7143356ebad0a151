use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 0.5..=99.5)]
    quantity: i32,
}

fn main() {}
