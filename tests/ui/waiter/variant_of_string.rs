use metering_core::Waiter;
use ui::{DescribeTable, TableStatus};

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(table.table_name = TableStatus::Active))]
pub struct Exists;

fn main() {}
