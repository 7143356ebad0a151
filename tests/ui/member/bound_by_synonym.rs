use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(max_length = 255)]
    dimension: String,
}

fn main() {}
