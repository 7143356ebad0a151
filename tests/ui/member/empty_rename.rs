use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(rename = "")]
    dimension: String,
}

fn main() {}
