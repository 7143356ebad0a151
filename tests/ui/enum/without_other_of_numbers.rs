use metering_core::{IntEnum, Shape};

#[derive(Debug, Clone, IntEnum)]
pub enum Level {
    #[aws(value = 1)]
    Low,
}

#[derive(Debug, Shape)]
pub struct Alarm {
    level: Level,
}

fn main() {
    let _ = Alarm::builder().level(1).build().level.value();
}
