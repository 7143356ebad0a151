use metering_core::Shape;

const MOST: i32 = -1;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = ..=MOST)]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
