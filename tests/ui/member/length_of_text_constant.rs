use metering_core::Shape;

const NAME: &str = "a";

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=NAME)]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
