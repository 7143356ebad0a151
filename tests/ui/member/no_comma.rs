use metering_core::Shape;

#[derive(Debug, Clone, Shape)]
pub struct UsageRecord {
    dimension: Option<String>
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").set_dimension(None).quantity(1).build();
}
