use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    Success,
    #[aws(other, rename = "unknown")]
    Unknown(UnknownValue),
}

fn main() {}
