use metering_core::Shape;
use std::borrow::Cow;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: Cow<str>,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build();
}
