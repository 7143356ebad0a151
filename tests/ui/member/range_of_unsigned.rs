use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = ..=300)]
    quantity: u8,
    #[aws(range = 1..)]
    count: Option<u64>,
}

fn main() {}
