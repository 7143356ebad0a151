use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    hash: [u8; 32],
    points: Vec<[f64; 2]>,
}

fn main() {}
