use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(with = |output| output.table.is_some()))]
pub struct Exists;

fn main() {}
