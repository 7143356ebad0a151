use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 0..)]
    dimension: String,
}

fn main() {}
