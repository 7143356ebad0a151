use metering_core::Waiter;
use ui::{DescribeTable, TableStatus};

#[derive(Waiter)]
#[aws(operation = DescribeTable, max_delay = 1, success(table.table_status = TableStatus::Active))]
pub struct Exists;

fn main() {}
