use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    größe: i32,
}

fn main() {
    let _ = UsageRecord::builder().größe(1).build();
}
