use metering_core::Shape;
use ui::Thing;

#[derive(Debug, Clone, Shape)]
pub struct Wrapped(Thing);

#[derive(Debug, Clone, Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=3)]
    thing: Wrapped,
}

fn main() {}
