use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value<T> {
    Text(T),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {
    let _ = Value::Text(1);
}
