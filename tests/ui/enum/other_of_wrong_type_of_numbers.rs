use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    #[aws(value = 1)]
    Low,
    #[aws(other)]
    Unknown(i64),
}

fn main() {}
