use metering_core::aws_operation;
use ui::Service;

#[aws(rename_all = "camelCase")]
#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing_name: String,
}

fn main() {
    let _ = PutThing::builder().thing_name("a").build();
}
