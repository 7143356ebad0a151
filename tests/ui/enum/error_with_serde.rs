use metering_core::{Shape, StringEnum};

#[derive(StringEnum)]
#[aws(serde)]
pub enum Status {
    Success,
}

#[derive(Shape)]
#[aws(serde)]
pub struct Result {
    #[aws(lenght = 1..=5)]
    status: Status,
}

fn written(value: impl serde::Serialize) {
    let _ = value;
}

fn main() {
    written(Result::builder().status("Success").build());
    written(Status::Success);
}
