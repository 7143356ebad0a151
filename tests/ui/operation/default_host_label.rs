use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), host_prefix = "{ThingId}.")]
pub struct GetThing {
    #[aws(host_label, default)]
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
