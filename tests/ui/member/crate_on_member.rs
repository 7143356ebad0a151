use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(crate = metering_core)]
    quantity: i32,
}

fn main() {}
