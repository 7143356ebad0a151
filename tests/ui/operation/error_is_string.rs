use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), error = "ui::ExampleError")]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
