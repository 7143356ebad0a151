use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success = ui::TableStatus::Active)]
pub struct Exists;

fn main() {}
