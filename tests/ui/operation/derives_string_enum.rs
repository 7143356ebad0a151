use metering_core::{ServiceError, StringEnum, Union, aws_operation};
use ui::Service;

#[derive(Debug, StringEnum)]
#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug, Union, ServiceError)]
pub struct PutThing {
    thing_id: String,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
    let _ = PutThing::builder().thing_id("a").build().thing_id;
}
