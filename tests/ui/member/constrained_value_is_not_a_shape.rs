use metering_core::Shape;
use std::time::Duration;

#[derive(Shape)]
pub struct Timeout(Duration);

fn main() {
    let _ = Timeout::from(Duration::ZERO).get().as_secs();
}
