use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[serde(rename = "Dimension")]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
