use metering_core::{StringEnum, UnknownValue};

#[derive(Debug, Clone, StringEnum)]
pub enum Status {
    Active,
    #[aws(other)]
    Deleted,
    Unknown(UnknownValue),
}

fn main() {}
