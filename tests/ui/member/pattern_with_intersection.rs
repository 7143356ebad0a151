use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "^[a-z&&[^aeiou]]+$")]
    dimension: String,
}

fn main() {}
