use metering_core::{EventStream, Shape, Union, UnknownMember, aws_operation};
use ui::Service;

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[aws_operation(action = "Watch")]
pub struct Watch {
    name: Option<String>,
}

#[derive(Shape)]
pub struct WatchOutput {
    session: Option<Session>,
}

#[derive(Shape)]
pub struct Session {
    events: EventStream<Event>,
}

fn main() {}
