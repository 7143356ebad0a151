use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(error = ui::TableError::ResourceNotFound))]
pub struct Exists;

fn main() {}
