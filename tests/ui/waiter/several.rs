use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, delay = 0, success(status = 1), failure(table.table_status = Active), retri(error = ResourceNotFound))]
pub struct Exists;

fn main() {}
