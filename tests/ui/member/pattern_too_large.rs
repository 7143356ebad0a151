use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(pattern = "^([a-z]{1,300}-){1,300}$")]
    dimension: String,
}

fn main() {}
