use metering_core::Shape;

const LEAST: i32 = 1;
const MOST: i32 = -1;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = LEAST..=MOST)]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
