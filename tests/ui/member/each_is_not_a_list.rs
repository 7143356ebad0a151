use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(each = 1..=255)]
    tags: Vec<String>,
}

fn main() {}
