use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(with = is_active))]
pub struct Exists;

fn main() {}
