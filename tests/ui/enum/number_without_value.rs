use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    Low,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
