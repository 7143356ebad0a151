use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status<'a> {
    Success(&'a str),
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
