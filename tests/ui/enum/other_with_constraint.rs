use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Text(String),
    #[aws(other, length = 1..=3)]
    Unknown(UnknownMember),
}

fn main() {}
