use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(default(5))]
    quantity: i32,
    #[aws(rename("Dimension"), length(1..=5))]
    dimension: String,
}

fn main() {}
