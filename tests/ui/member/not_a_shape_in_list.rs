use metering_core::Shape;
use std::time::Duration;

#[derive(Shape)]
pub struct Session {
    durations: Option<Vec<Duration>>,
}

fn main() {}
