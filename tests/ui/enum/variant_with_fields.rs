use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    Success {
        code: String,
    },
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
