use metering_core::Shape;

#[derive(Shape, Shape)]
pub struct UsageRecord {
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build();
}
