use metering_core::Waiter;
use ui::Table;

#[derive(Waiter)]
#[aws(operation = Table, success(error = false))]
pub struct Exists;

fn main() {}
