use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), host_prefix = "{ThingId}.")]
pub struct GetThing {
    #[aws(host_label)]
    thing_id: i64,
}

fn main() {}
