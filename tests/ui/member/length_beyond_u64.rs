use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=18446744073709551616)]
    dimension: String,
}

fn main() {}
