use metering_core::aws_operation;
use ui::Service;

#[derive(Debug)]
pub struct Failed;

#[aws_operation(action = "GetThing", output = (), error = Failed)]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
