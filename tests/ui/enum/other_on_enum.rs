use metering_core::{StringEnum, UnknownValue};

#[derive(Debug, Clone, StringEnum)]
#[aws(other)]
pub enum Status {
    Active,
    Unknown(UnknownValue),
}

fn main() {}
