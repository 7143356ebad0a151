use metering_core::Waiter;
type DescribeTable = ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(error = false))]
pub struct Exists<const N: usize>;

fn main() {}
