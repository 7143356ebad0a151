use metering_core::{EventStream, Shape, Union, UnknownMember};

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Shape)]
pub struct WatchOutput {
    events: Option<EventStream<Event>>,
}

#[derive(Shape)]
pub struct ListOutput {
    events: Vec<metering_core::EventStream<Event>>,
}

#[derive(Shape)]
pub struct Events(EventStream<Event>);

#[derive(Union)]
pub enum Either {
    Events(EventStream<Event>),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
