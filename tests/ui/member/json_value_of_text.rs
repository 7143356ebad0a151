use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(json_value)]
    policy: Option<String>,
    #[aws(json_value)]
    quantity: i32,
}

fn main() {}
