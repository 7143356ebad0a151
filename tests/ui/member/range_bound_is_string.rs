use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 'a'..='z')]
    quantity: i32,
}

fn main() {}
