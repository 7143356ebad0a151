use metering_core::aws_operation;

pub struct Service;

#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
