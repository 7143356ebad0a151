use metering_core::IntEnum;

#[derive(IntEnum)]
#[repr(i32)]
pub enum Level {
    Low = 1,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
