use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
pub const GET_THING: &str = "GetThing";

fn main() {}
