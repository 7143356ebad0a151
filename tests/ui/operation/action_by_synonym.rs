use metering_core::aws_operation;
use ui::Service;

#[aws_operation(name = "Ping", output = ())]
pub struct Ping {}

fn main() {}
