use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Größe(i32),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
