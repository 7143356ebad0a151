use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    #[aws(code = "Success")]
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
