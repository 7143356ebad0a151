use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: Option<Option<String>>,
}

fn main() {
    let _ = UsageRecord::builder().set_dimension(None).build().dimension;
}
