use metering_core::{EventStream, Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "Watch")]
pub struct Watch {
    name: Option<String>,
}

#[derive(Shape)]
pub struct WatchOutput {
    events: EventStream<Event>,
}

#[derive(Shape)]
pub struct Event {
    text: String,
}

fn main() {}
