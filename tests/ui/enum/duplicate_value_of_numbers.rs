use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    #[aws(value = 1)]
    Low,
    #[aws(value = 1)]
    High,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
