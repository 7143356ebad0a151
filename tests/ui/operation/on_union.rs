use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = ())]
#[derive(Clone, Copy)]
pub union GetThing {
    id: u32,
    name: u64,
}

fn main() {}
