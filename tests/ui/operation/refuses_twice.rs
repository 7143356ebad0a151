use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = (), refuses(EksPodIdentity, EksPodIdentity))]
pub struct PutThing {
    thing_id: String,
}

fn main() {}
