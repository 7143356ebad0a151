use metering_core::{Shape, Violations};

#[derive(Shape)]
#[aws(check = "check_sum")]
pub struct UsageRecord {
    quantity: i32,
}

fn check_sum(record: &UsageRecord, violations: &mut Violations<'_>) {
    if record.quantity > 0 {
        violations.push("too many");
    }
}

fn main() {}
