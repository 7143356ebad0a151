use metering_core::{Shape, Violations};

#[derive(Shape)]
#[aws(check = rules::sum())]
pub struct UsageRecord {
    quantity: i32,
}

#[derive(Shape)]
#[aws(check = self.sum, rename_all = "camelCase")]
pub struct Usage {
    quantity: i32,
}

impl Usage {
    fn sum(&self, _: &mut Violations<'_>) {}
}

mod rules {
    pub fn sum(_: &crate::UsageRecord, _: &mut metering_core::Violations<'_>) {}
}

fn main() {
    let _ = (UsageRecord::builder().quantity(1).build(), Usage::builder().quantity(1).build());
}
