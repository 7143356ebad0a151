use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    #[serde(rename = "success")]
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
