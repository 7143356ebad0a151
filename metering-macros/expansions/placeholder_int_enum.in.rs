#[derive(IntEnum)]
pub enum Level {
    #[aws(value = 1)]
    Low,
}
