use metering_core::aws_operation;

#[aws_operation(action = "GetThing", service = 1, output = ())]
pub struct GetThing {
    thing_id: String,
}

fn main() {}
