use metering_core::Shape;

#[derive(Shape)]
#[aws(check = |record, violations| {})]
pub struct UsageRecord {
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build();
}
