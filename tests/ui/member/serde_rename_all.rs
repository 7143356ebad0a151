use metering_core::Shape;

#[derive(Shape)]
#[serde(rename_all = "camelCase")]
pub struct UsageRecord {
    quantity: i32,
}

fn main() {}
