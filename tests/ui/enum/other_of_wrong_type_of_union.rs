use metering_core::{Union, UnknownValue};

#[derive(Union)]
pub enum Value {
    Text(String),
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
