use metering_core::{EventStream, Shape, Union, UnknownMember, aws_operation};
use ui::Service;

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[aws_operation(action = "Watch", output = ())]
pub struct Watch {
    session: Session,
}

#[derive(Shape)]
pub struct Session {
    events: EventStream<Event>,
}

fn main() {}
