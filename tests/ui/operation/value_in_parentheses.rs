use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action("PutThing"), output(()))]
pub struct PutThing {
    name: String,
}

fn main() {}
