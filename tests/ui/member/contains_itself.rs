use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    parent: Option<UsageRecord>,
}

fn main() {
    let _ = UsageRecord::builder().build();
}
