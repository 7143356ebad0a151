use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = (), rename_all = "camelCase")]
pub struct PutThing {
    thing_name: String,
}

fn main() {
    let _ = PutThing::builder().thing_name("a").build();
}
