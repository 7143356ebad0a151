use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = ..100)]
    quantity: i32,
}

fn main() {}
