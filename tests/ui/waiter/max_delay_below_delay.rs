use metering_core::Waiter;
use ui::{DescribeTable, TableStatus};

#[derive(Waiter)]
#[aws(operation = DescribeTable, delay = 20, max_delay = 10, success(table.table_status = TableStatus::Active))]
pub struct Exists;

fn main() {}
