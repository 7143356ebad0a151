use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    #[aws(rename = " Success")]
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::Success.as_str();
}
