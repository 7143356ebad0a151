use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(each())]
    tags: Vec<String>,
}

fn main() {}
