use metering_core::aws_operation;

#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug, Clone)]
pub struct PutThing {
    name: String,
}

fn main() {
    let _ = PutThing::builder().name("a").build();
}
