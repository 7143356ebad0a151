use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    #[aws(renam = "success")]
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
