use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    #[aws(rename = "")]
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
