use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, output = (), success(error = false))]
pub struct Exists;

fn main() {}
