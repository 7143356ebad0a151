use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(json_value)]
    policy: Box<String>,
}

fn main() {
    let _ = UsageRecord::builder().policy("a").build().policy;
}
