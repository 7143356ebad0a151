use metering_core::Waiter;
use ui::DescribeTable;

#[derive(Waiter)]
#[aws(operation = DescribeTable, success(with = is_active))]
pub struct Exists;

fn is_active(table: &ui::Table) -> bool {
    table.table_status.is_some()
}

fn main() {}
