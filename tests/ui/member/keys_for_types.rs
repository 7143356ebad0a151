use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(sensitive)]
    secret: String,
    #[aws(required)]
    quantity: Option<i32>,
}

fn main() {}
