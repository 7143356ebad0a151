#[derive(Union)]
pub enum Value {
    Text(String),
}
