use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(error = false))]
pub struct Exists {
    delay: u32,
}

fn main() {}
