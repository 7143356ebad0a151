use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(table.table_status = ui::TableStatus::Active && table.protected = true))]
pub struct Exists;

fn main() {}
