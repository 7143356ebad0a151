use metering_core::Waiter;
use ui::{DescribeTable, TableStatus};

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(Table.TableStatus = TableStatus::Active))]
pub struct Exists;

fn main() {}
