use metering_core::{Shape, StringEnum};

#[derive(Debug, Clone, PartialEq, StringEnum)]
pub enum Status {
    Success,
    CustomerNotSubscribed,
}

#[derive(Debug, Shape)]
pub struct Result {
    status: Status,
}

fn main() {
    let status = Result::builder().status("Success").build().status;
    match status {
        Status::Success => println!("{status} {}", status.as_str().len()),
        Status::CustomerNotSubscribed => {}
    }
}
