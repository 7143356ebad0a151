use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1, 255, rename = "Name")]
    dimension: String,
}

fn main() {}
