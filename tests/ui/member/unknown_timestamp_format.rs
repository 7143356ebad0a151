use metering_core::{DateTime, Shape};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(timestamp = "epoch_second")]
    timestamp: DateTime,
}

fn main() {
    let _ = UsageRecord::builder().timestamp(DateTime::from_secs(0)).build().timestamp;
}
