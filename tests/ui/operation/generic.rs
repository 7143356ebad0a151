use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing<T> {
    thing: Option<T>,
}

fn main() {
    let _ = PutThing { thing: Some("a".to_owned()) }.thing;
}
