use metering_core::{Shape, StringEnum, UnknownValue};

#[derive(Debug, Clone, StringEnum)]
pub enum Status {
    Enabled
    Disabled,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(Debug, Clone, Shape)]
pub struct Key {
    status: Status,
}

fn main() {
    let _ = Key::builder().status("Enabled").build().status.as_str();
}
