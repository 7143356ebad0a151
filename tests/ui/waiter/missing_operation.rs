use metering_core::Waiter;
use ui::TableStatus;

#[derive(Waiter)]
#[aws(success(table.table_status = TableStatus::Active))]
pub struct Exists;

fn main() {}
