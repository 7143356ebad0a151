use metering_core::Waiter;
use ui::{DescribeTable, TableStatus};

#[derive(Waiter)]
#[aws(operation = DescribeTable, delay = 20s, success(table.table_status = TableStatus::Active))]
pub struct Exists;

fn main() {}
