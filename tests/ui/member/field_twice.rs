use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: String,
    dimension: String,
}

#[derive(Shape)]
pub struct Records {
    records: Vec<UsageRecord>,
}

fn main() {
    let record = UsageRecord::builder().dimension("a").build();
    let _ = Records::builder().records([record]).build().records;
}
