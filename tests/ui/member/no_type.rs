use metering_core::Shape;

#[derive(Debug, Clone, Shape)]
pub struct UsageRecord {
    dimension:,
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").quantity(1).build();
}
