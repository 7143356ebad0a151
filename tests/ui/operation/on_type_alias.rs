use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
pub type GetThing = String;

fn main() {}
