use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, min_delay = 2, success(error = false))]
pub struct Exists;

fn main() {}
