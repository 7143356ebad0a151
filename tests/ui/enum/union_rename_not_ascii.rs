use metering_core::{Union, UnknownMember};

#[derive(Union)]
pub enum Value {
    // The first letter is Cyrillic.
    #[aws(rename = "Теxt")]
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

fn main() {
    let _ = Value::Text("a".into());
}
