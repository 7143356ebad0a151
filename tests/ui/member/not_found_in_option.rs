use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing: Option<Box<Thign>>,
}

fn main() {
    let _ = PutThing::builder().thing(1).set_thing(None).build();
}
