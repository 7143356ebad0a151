use metering_core::{Shape, aws_operation};
use ui::Service;

#[derive(Debug, Shape)]
#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
