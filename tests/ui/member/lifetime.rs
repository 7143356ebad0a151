use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord<'a> {
    dimension: &'a str,
}

fn main() {
    let _ = UsageRecord { dimension: "a" }.dimension;
}
