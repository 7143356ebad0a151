use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing")]
pub struct GetThing {
    thing_id: String,
}

pub struct GetThingOutput {
    pub name: Option<String>,
}

fn main() {
    let _ = GetThing::builder().thing_id("a").build().thing_id;
}
