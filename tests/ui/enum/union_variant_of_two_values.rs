use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Range(i32, i32),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
