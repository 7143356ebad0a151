use metering_core::Shape;

#[derive(Shape)]
#[aws(at_least_one_of(quantity, dimension))]
pub struct UsageRecord {
    #[aws(default = 1)]
    quantity: i32,
    dimension: Option<String>,
}

fn main() {}
