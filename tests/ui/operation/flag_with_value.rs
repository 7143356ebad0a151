use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), unsigned = true)]
pub struct GetThing {}

fn main() {}
