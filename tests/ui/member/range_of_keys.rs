use metering_core::Shape;
use std::collections::HashMap;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(keys(range = 1..=100))]
    tags: HashMap<String, String>,
}

fn main() {}
