use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    __: i32,
}

fn main() {
    let _ = UsageRecord::builder().__(1).build().__;
}
