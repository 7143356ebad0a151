use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing: &str,
    tags: Option<Vec<&str>>,
}

fn main() {
    let _ = PutThing::builder().thing("a").build();
}
