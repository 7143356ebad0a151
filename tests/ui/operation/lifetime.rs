use metering_core::aws_operation;
use std::borrow::Cow;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing<'a> {
    thing: Option<Cow<'a, str>>,
}

fn main() {
    let _ = PutThing { thing: None }.thing;
}
