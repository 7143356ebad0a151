use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "\\A[a-z]+\\z")]
    dimension: String,
}

fn main() {}
