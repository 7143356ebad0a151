use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    quantities: Box<[i32]>,
}

fn main() {
    let _ = UsageRecord::builder().quantities(vec![1]).build();
}
