use metering_core::aws_operation;
use ui::Service;

#[derive(Default)]
#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug)]
pub struct PutThing {
    thing_id: String,
    tag: Option<String>,
}

fn main() {}
