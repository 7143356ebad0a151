use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "^(?!aws:)[a-z]+$")]
    dimension: String,
}

fn main() {}
