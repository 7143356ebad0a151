use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(regex = "^[a-z]+$", min_length = 1)]
    dimension: String,
    #[aws(minimum = 1)]
    quantity: i32,
}

fn main() {}
