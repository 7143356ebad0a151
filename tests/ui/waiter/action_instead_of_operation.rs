use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(action = DescribeTable, success(error = false))]
pub struct Exists;

fn main() {}
