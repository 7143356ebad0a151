use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, retry(error = ResourceNotFound))]
pub struct Exists;

fn main() {}
