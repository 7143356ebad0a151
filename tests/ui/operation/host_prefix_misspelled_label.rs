use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = (), host_prefix = "{thing_id}.")]
pub struct PutThing {
    #[aws(host_label)]
    thing_id: String,
}

fn main() {}
