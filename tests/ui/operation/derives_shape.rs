use metering_core::{Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "GetThing", output = ())]
#[derive(Debug, Shape)]
pub struct GetThing {
    thing_id: String,
}

#[derive(Shape)]
pub struct Other {
    get: GetThing,
}

fn main() {
    let get = GetThing::builder().thing_id("a").build();
    let _ = Other::builder().get(get).build().get.thing_id;
}
