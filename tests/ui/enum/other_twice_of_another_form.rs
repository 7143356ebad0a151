use metering_core::{StringEnum, UnknownValue};

#[derive(Debug, Clone, StringEnum)]
pub enum Status {
    Active,
    #[aws(other)]
    Deleted,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
