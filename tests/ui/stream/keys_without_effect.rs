use metering_core::{EventStream, Shape, Union, UnknownMember};

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Shape)]
pub struct WatchOutput {
    #[aws(rename = "Stream", length = 1..=5)]
    events: EventStream<Event>,
}

#[derive(Shape)]
pub struct TailOutput {
    #[aws(default)]
    events: EventStream<Event>,
}

fn main() {}
