use metering_core::Shape;
use std::fmt::Debug;

#[derive(Shape)]
pub struct UsageRecord {
    quantity: i32,
    detail: dyn Debug,
}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build();
}
