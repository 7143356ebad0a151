use metering_core::{Shape, Validate};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 255..=1)]
    dimension: String,
}

fn main() {
    let record = UsageRecord::builder().dimension("a").build();
    let _ = record.validate();
    let UsageRecord { dimension } = record;
    drop(dimension);
}
