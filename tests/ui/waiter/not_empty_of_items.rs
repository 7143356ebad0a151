use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(not_empty(replicas[])))]
pub struct Exists;

fn main() {}
