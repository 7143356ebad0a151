use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), crate = metering_core)]
#[aws(crate = ::metering_core)]
pub struct GetThing {
    thing_id: String,
}

fn main() {}
