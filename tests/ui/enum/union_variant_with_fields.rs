use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    Range {
        from: i32,
        to: i32,
    },
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {}
