use metering_core::{Shape, Violations};

#[derive(Shape)]
#[aws(check = check_sum)]
pub struct UsageRecord {
    quantity: i32,
}

async fn check_sum(_: &UsageRecord, _: &mut Violations<'_>) {}

fn main() {
    let _ = UsageRecord::builder().quantity(1).build().quantity;
}
