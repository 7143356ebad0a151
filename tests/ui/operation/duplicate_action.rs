use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), action = "GetThings")]
pub struct GetThing {
    thing_id: String,
}

fn main() {}
