use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(table.item_count = "12"))]
pub struct Exists;

fn main() {}
