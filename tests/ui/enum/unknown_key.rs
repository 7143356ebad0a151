use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
#[aws(rename_al = "camelCase")]
pub enum Status {
    Success,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
