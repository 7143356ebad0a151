use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing: String,
    next,
}

fn main() {
    let _ = PutThing::builder().thing("a").next("b").set_next(Some("b")).build();
}
