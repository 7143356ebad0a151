use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: _,
    quantity: i32,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").quantity(1).build().quantity;
}
