use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    #[aws(length = 1..=3)]
    Number(i32),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
