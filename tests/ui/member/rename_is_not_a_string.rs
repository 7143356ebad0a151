use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(rename = Dimension)]
    dimension: String,
}

fn main() {}
