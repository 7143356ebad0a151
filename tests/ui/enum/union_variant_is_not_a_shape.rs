use metering_core::{Union, UnknownMember};
use std::time::Duration;

#[derive(Union)]
pub enum Value {
    Time(Duration),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
