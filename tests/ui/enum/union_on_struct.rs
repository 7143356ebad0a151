use metering_core::Union;

#[derive(Union)]
pub struct Value {
    text: Option<String>,
    number: Option<i32>,
}

fn main() {}
