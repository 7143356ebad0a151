use metering_core::{ErrorMetadata, IntEnum, ServiceError, Shape, StringEnum, Union, UnknownMember, UnknownValue};

#[derive(Debug, Clone, PartialEq, StringEnum)]
pub enum Status {
    Success,
    #[aws(otehr)]
    Unknown(UnknownValue),
}

#[derive(Debug, Clone, PartialEq, IntEnum)]
pub enum Level {
    #[aws(value = 1)]
    Low,
    #[aws(others)]
    Unknown(i32),
}

#[derive(Debug, Clone, PartialEq, Union)]
pub enum Target {
    Name(String),
    #[aws(othr)]
    Unknown(UnknownMember),
}

#[derive(Debug, ServiceError)]
pub enum Failed {
    #[aws(Other)]
    Unhandled(ErrorMetadata),
}

#[derive(Debug, Shape)]
pub struct Result {
    status: Status,
    level: Level,
    target: Target,
}

fn main() {
    let result = Result::builder().status("Success").level(1).target(Target::Name("a".into())).build();
    println!("{} {:?} {:?}", result.status, result.level, result.target);
}
