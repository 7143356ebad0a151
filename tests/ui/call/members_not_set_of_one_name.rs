use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: String,
}

#[derive(Shape)]
pub struct Allocation {
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().build();
    let _ = Allocation::builder().build();
}
