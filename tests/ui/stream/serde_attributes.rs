use metering_core::{EventStream, Shape, Union, UnknownMember};

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Shape)]
#[aws(serde)]
pub struct WatchOutput {
    events: EventStream<Event>,
}

#[derive(Shape)]
pub struct TailOutput {
    #[serde(skip)]
    events: EventStream<Event>,
}

fn main() {}
