use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(table. = "ACTIVE"))]
pub struct Exists;

fn main() {}
