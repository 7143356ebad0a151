use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    type: String,
}

fn main() {
    let _ = UsageRecord::builder().r#type("a").build();
}
