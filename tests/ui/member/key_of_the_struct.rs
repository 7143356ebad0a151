use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(exactly_one_of(dimension, product))]
    dimension: Option<String>,
    product: Option<String>,
}

fn main() {}
