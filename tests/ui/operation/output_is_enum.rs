use metering_core::{StringEnum, UnknownValue, aws_operation};
use ui::Service;

#[aws_operation(action = "PutThing")]
pub struct PutThing {
    thing_id: String,
}

#[derive(StringEnum)]
pub enum PutThingOutput {
    Done,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
