use metering_core::Shape;

#[derive(Shape)]
#[aws(at_most_one_of(self.quantity, Self::quantity_as_decimal))]
pub struct UsageRecord {
    quantity: Option<i32>,
    quantity_as_decimal: Option<String>,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
