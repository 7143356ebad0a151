use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "^[a-z]+$")]
    tags: Option<Vec<String>>,
}

fn main() {}
