use metering_core::{Sensitive, Shape};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(json_value)]
    policy: Option<Sensitive<String>>,
}

fn main() {
    let _ = UsageRecord::builder().policy("a").build().policy;
}
