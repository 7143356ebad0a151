use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
#[repr(u8)]
pub enum Status {
    Enabled = 1,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
