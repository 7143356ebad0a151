use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success("Table.TableStatus" = "ACTIVE"))]
pub struct Exists;

fn main() {}
