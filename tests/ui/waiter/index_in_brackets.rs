use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(any(replicas[0].table_status = ui::TableStatus::Active)))]
pub struct Exists;

fn main() {}
