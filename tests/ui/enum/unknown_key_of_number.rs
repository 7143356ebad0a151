use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    #[aws(valu = 1, value = 1)]
    Low,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
