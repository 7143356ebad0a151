use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: &'static str,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
