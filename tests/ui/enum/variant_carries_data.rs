use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum Status {
    Success(String),
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = Status::Success(String::new()).as_str().len();
}
