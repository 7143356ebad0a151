use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Text(&'static str),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
