use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(error = false))]
pub enum Exists {
    Yes,
}

fn main() {}
