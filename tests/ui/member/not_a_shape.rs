use metering_core::Shape;
use std::time::Duration;

#[derive(Shape)]
pub struct Session {
    duration: Duration,
}

fn main() {
    let _ = Session::builder().duration(Duration::ZERO).build().duration;
}
