use metering_core::{ErrorMetadata, IntEnum, ServiceError, StringEnum, Union, UnknownMember, UnknownValue};

#[derive(StringEnum)]
pub enum Color {
    Red,
    #[aws("other")]
    Other(UnknownValue),
}

#[derive(IntEnum)]
pub enum Size {
    #[aws(value = 1)]
    Small,
    #[aws(1)]
    Other(i32),
}

#[derive(Union)]
pub enum Value {
    Text(String),
    #[aws(aws::other)]
    Other(UnknownMember),
}

#[derive(Debug, ServiceError)]
pub enum Failure {
    #[aws(non_exhaustive)]
    Other(ErrorMetadata),
}

fn main() {
    let _ = (Color::Red.as_str(), Size::Small.value(), Value::Text(String::new()));
}
