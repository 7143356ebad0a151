use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(timestamp = "date-time")]
    timestamp: String,
}

fn main() {}
