use metering_core::Shape;

#[derive(Shape)]
#[aws(rename = "Record")]
pub struct UsageRecord {
    dimension: String,
}

fn main() {}
