use metering_core::Shape;

#[derive(Shape)]
pub struct Dimension(#[aws(length = 1..=255)] String);

fn main() {}
