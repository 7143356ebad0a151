use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = ..=4k)]
    dimension: String,
    #[aws(range = 0..=900s)]
    delay: i32,
}

fn main() {}
