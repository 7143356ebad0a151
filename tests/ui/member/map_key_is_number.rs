use metering_core::Shape;
use std::collections::HashMap;

#[derive(Shape)]
pub struct UsageRecord {
    quantities: HashMap<i32, String>,
}

fn main() {}
