use metering_core::Shape;
use std::time::{Duration, Instant};

#[derive(Shape)]
pub struct Session {
    duration: Duration,
    #[aws(length = 1..=5)]
    count: i32,
    started: Option<Instant>,
}

fn main() {
    let _ = Session::builder().duration(Duration::ZERO).count(1).build().started;
}
