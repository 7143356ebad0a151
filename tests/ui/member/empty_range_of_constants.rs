use metering_core::Shape;

const SHORTEST: usize = 255;
const LONGEST: usize = 1;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = SHORTEST..=LONGEST)]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
