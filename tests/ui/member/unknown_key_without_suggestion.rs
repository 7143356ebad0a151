use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(colour)]
    dimension: String,
}

fn main() {}
