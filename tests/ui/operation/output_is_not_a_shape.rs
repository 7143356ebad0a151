use metering_core::aws_operation;
use ui::Service;

pub struct Thing;

#[aws_operation(action = "GetThing", output = Thing)]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
