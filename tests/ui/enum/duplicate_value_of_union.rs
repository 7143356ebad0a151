use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Text(String),
    #[aws(rename = "Text")]
    Number(i32),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
