use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    quantity: u32,
    offset: Option<u64>,
    sizes: Option<Vec<usize>>,
}

fn main() {
    let record = UsageRecord::builder().quantity(3).offset(4).set_offset(Some(5)).sizes([6_usize]).build();
    let _ = record.quantity + 1;
}
