use metering_core::Shape;
use std::collections::HashMap;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(each(1..=5))]
    dimensions: Vec<String>,
    #[aws(keys("^a"))]
    tags: HashMap<String, String>,
    #[aws(each(5))]
    names: Vec<String>,
    #[aws(keys())]
    marks: HashMap<String, String>,
}

fn main() {}
