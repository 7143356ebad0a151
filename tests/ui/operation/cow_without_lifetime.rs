use metering_core::aws_operation;
use std::borrow::Cow;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing: Cow<str>,
}

fn main() {
    let _ = PutThing::builder().thing("a").build();
}
