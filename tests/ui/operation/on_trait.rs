use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
pub trait GetThing {}

fn main() {}
