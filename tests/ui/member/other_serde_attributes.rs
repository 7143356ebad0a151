use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    dimension: Option<String>,
    #[serde(default)]
    quantity: i32,
    #[serde(flatten)]
    tags: Option<Vec<String>>,
}

fn main() {}
