use metering_core::Waiter;
use ui::{DescribeTable, TableStatus};

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(all(table.table_status = TableStatus::Active)))]
pub struct Exists;

fn main() {}
