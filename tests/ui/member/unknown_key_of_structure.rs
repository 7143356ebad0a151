use metering_core::Shape;

#[derive(Shape)]
#[aws(renam_all = "camelCase")]
pub struct UsageRecord {
    dimension: String,
}

fn main() {}
