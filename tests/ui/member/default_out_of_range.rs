use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = 1..=100, default = 500)]
    limit: i32,
    #[aws(range = 0.5.., default = -1.5)]
    rate: f64,
}

fn main() {}
