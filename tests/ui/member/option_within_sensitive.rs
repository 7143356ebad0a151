use metering_core::{Sensitive, Shape};

#[derive(Shape)]
pub struct UsageRecord {
    secret: Sensitive<Option<String>>,
}

fn main() {}
