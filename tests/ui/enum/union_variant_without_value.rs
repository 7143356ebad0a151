use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Nothing,
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
