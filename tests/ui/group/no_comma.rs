use metering_core::Shape;

#[derive(Shape)]
#[aws(at_most_one_of(quantity quantity_as_decimal))]
pub struct UsageRecord {
    quantity: Option<i32>,
    quantity_as_decimal: Option<String>,
}

fn main() {}
