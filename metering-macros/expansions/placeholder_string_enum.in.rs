#[derive(StringEnum)]
pub enum Status {
    Success,
}
