use metering_core::{Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "PutThing", output = Output)]
pub struct PutThing {
    thing_id: String,
}

#[derive(Shape)]
struct Output {
    thing_arn: Option<String>,
}

fn main() {}
