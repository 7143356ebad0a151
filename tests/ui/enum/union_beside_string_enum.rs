use metering_core::{StringEnum, Union, UnknownValue};

#[derive(StringEnum, Union)]
pub enum Status {
    Enabled,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::from("Enabled").as_str();
}
