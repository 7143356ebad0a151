use metering_core::aws_operation;
use std::borrow::Cow;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing: &'a str,
    tag: Option<Cow<'a, str>>,
}

fn main() {}
