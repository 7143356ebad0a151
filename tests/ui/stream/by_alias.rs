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

type Events = EventStream<Event>;

#[derive(Shape)]
pub struct WatchOutput {
    events: Events,
}

fn main() {}
