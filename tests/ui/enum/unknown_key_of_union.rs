use metering_core::{Union, UnknownMember};

#[derive(Union)]
#[aws(rename_all = "camelCase", colour = "red")]
pub enum Value {
    #[aws(timestam = "date-time")]
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
