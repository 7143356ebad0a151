use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
