use metering_core::IntEnum;

#[derive(Debug, Clone, IntEnum)]
pub enum Delay {
    #[aws(value = 5s)]
    Short,
    #[aws(other)]
    Unknown(i32),
}

fn main() {}
