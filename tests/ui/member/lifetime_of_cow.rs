use metering_core::{Shape, Validate};
use std::borrow::Cow;

#[derive(Shape)]
#[aws(length = 1..=255)]
pub struct Dimension<'a>(Cow<'a, str>);

#[derive(Shape)]
pub struct UsageRecord {
    dimension: Dimension<'static>,
}

fn main() {
    let dimension = Dimension(Cow::Borrowed("a"));
    let _ = UsageRecord::builder().dimension(dimension).build().validate();
}
