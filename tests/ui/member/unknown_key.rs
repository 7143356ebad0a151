use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(lenght = 1..=255)]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
