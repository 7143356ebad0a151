use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    #[aws(value = 1)]
    Low(i32),
    #[aws(value = 2)]
    Middle(String),
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
