use metering_core::{EventStream, Union, UnknownMember, aws_operation};
use ui::Service;

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[aws_operation(action = "Watch", output = ())]
pub struct Watch {
    name: String,
    events: EventStream<Event>,
}

fn main() {}
