use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    #[aws(rename = "")]
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
