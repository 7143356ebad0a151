use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    parents: Vec<Option<Box<Option<Box<UsageRecord>>>>>,
}

fn main() {}
