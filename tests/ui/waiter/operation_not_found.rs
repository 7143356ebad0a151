use metering_core::Waiter;

#[derive(Waiter)]
#[aws(operation = DescribeTabel, success(error = false))]
pub struct Exists;

fn main() {}
