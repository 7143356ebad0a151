use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Text(Option<String>),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
