use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 1..=5)]
    tags: Vec<String>,
}

fn main() {
    let _ = UsageRecord::builder().tags(["a".to_owned()]).build().tags;
}
