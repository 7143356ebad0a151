use metering_core::aws_operation;
use ui::{Service, Things};

#[aws_operation(output = Things)]
#[aws(action = "PutThing")]
pub struct PutThing {
    thing_id: String,
}

fn main() {}
