use metering_core::{Shape, aws_operation};
use ui::{Service, Things};

pub struct Plain;

#[derive(Shape)]
pub struct Name(Plain);

#[aws_operation(action = "PutThing", output = Things)]
pub struct PutThing {
    #[aws(length = 1..=3, pattern = "^a")]
    name: Name,
    #[aws(range = 1..)]
    count: Option<Name>,
}

fn main() {
    let _ = PutThing::builder().name(Plain).build();
}
