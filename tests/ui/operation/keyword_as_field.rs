use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    type: String,
}

fn main() {
    let _ = PutThing::builder().r#type("a").build();
}
