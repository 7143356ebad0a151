use metering_core::Shape;

#[derive(Debug, Shape)]
#[derive(Clone, Shape)]
pub struct UsageRecord {
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
