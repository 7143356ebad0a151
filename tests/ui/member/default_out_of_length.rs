use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=3, default = "abcd".into())]
    currency: String,
    #[aws(length = 1.., default = String::from(""))]
    name: String,
}

fn main() {}
