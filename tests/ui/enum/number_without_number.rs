use metering_core::IntEnum;

#[derive(IntEnum)]
pub enum Level {
    #[aws(value)]
    Low,
    #[aws(value(2))]
    Middle,
    #[aws(3)]
    High,
    #[aws(valeu = 4)]
    Highest,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
