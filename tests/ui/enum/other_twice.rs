use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
    #[aws(other)]
    Other(UnknownValue),
}

fn main() {}
