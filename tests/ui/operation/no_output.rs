use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing")]
#[derive(Debug, Clone)]
pub struct PutThing {
    name: String,
}

fn main() {
    let _ = PutThing::builder().name("a").build();
}
