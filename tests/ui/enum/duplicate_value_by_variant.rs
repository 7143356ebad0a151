use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
#[aws(rename_all = "lowercase")]
pub enum Status {
    Failed,
    #[allow(non_camel_case_types)]
    FAILED,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {}
