use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(rename = "Größe")]
    size: i32,
}

fn main() {
    let _ = UsageRecord::builder().size(1).build().size;
}
