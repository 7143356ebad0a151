use metering_core::Shape;

mod limits {
    pub const MOST: f64 = 5.9;
}

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=limits::MOST)]
    dimension: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").build().dimension;
}
