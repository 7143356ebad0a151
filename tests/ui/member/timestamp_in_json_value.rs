use metering_core::{DateTime, Shape};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(timestamp = "date-time", json_value)]
    timestamp: DateTime,
}

fn main() {}
