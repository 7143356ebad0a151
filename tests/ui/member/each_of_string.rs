use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(each(length = 1..=255))]
    dimension: String,
}

fn main() {}
