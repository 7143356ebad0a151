use metering_core::{Shape, Union};

#[derive(Debug, Clone, Union)]
pub enum Value {
    Text(String),
}

#[derive(Debug, Shape)]
pub struct Attribute {
    value: Value,
}

fn main() {
    let _ = Attribute::builder().value(Value::Text(String::new())).build().value;
}
