use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(status = 4040))]
pub struct Exists;

fn main() {}
