use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = r"^(a+)-\1$")]
    dimension: String,
}

fn main() {}
