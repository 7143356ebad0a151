use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    A,
    #[aws(rename = "A")]
    B,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::A.as_str().len();
}
