use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "^(a|b$")]
    dimension: String,
}

fn main() {}
