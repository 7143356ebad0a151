use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(error = false), serde)]
pub struct Exists;

fn main() {}
