use metering_core::Shape;

#[derive(Debug, Clone, Shape)]
pub struct UsageRecord {
    dimension String,
    quantity: i32,
}

#[derive(Debug, Clone, Shape)]
pub struct Records {
    records: Vec<UsageRecord>,
}

fn main() {
    let record = UsageRecord::builder().dimension("a").quantity(1).build();
    let _ = Records::builder().records([record]).build().records;
}
