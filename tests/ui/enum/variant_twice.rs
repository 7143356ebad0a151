use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    Enabled,
    Enabled,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::from("Enabled").as_str();
}
