use metering_core::{Sensitive, Shape};

#[derive(Shape)]
pub struct Login {
    #[aws(length = 4..=8)]
    pin: Option<Sensitive<i32>>,
}

fn main() {}
