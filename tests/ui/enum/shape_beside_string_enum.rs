use metering_core::{Shape, StringEnum, UnknownValue};

#[derive(Shape, StringEnum)]
pub enum Status {
    Enabled,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::from("Enabled").as_str();
}
