use metering_core::Shape;

#[derive(Shape)]
pub struct Tag {
    key: String,
}

#[derive(Shape)]
pub struct UsageRecord {
    tag: &'static Tag,
}

fn main() {}
