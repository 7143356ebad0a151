use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(default: 5, range: 1..=9)]
    quantity: i32,
    #[aws(pattern: "^a", each(length: 1..=2), rename:)]
    tags: Vec<String>,
}

fn main() {}
