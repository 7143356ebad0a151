use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    Success,
    #[serde(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::from("Success").as_str();
}
