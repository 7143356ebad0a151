use metering_core::{Shape, StringEnum};

#[derive(Debug, StringEnum)]
pub struct Status(String);

#[derive(Debug, Shape)]
pub struct Outcome {
    status: Status,
}

fn main() {
    let _ = Outcome::builder().status("a").build().status.as_str().len();
}
