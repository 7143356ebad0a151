use metering_client::{Customer, Usage};
use metering_core::DateTime;

fn report(customer: Customer, hour: DateTime) -> Usage {
    Usage::new(customer, "requests", hour, 1.5)
}

fn main() {
    let _ = report;
}
