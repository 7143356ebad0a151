use metering_core::IntEnum;

#[derive(IntEnum)]
pub struct Level(i32);

fn main() {}
