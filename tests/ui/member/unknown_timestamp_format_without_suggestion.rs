use metering_core::{DateTime, Shape};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(timestamp = "millis")]
    timestamp: DateTime,
}

fn main() {}
