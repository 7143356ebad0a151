use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(each(length = 1..=255))]
    quantities: Vec<i32>,
}

fn main() {}
