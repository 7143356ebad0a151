use metering_core::Shape;

#[derive(Shape)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsageRecord {
    dimension: String,
}

fn main() {}
