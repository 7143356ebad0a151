use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    #[aws(value = 2147483648)]
    Low,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
