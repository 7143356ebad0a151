use metering_core::{EventStream, Shape, Union, UnknownMember, aws_operation};
use ui::Service;

#[derive(Union)]
pub enum Event {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Clone)]
#[aws_operation(action = "Watch", paginate(input_token = token, output_token = next_token))]
pub struct Watch {
    token: Option<String>,
}

#[derive(Shape)]
pub struct WatchOutput {
    next_token: Option<String>,
    events: EventStream<Event>,
}

fn main() {}
