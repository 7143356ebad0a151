use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(table.table_status = Active))]
pub struct Exists;

fn main() {}
