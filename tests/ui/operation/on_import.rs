use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
pub use ui::Service;

fn main() {}
