use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "/^[a-z]+$/")]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
