use metering_core::Shape;

#[derive(Shape)]
pub struct Tag {
    key: String,
}

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = ..=5)]
    tag: Tag,
}

fn main() {}
