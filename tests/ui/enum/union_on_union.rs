use metering_core::Union;

#[derive(Union)]
pub union Value {
    number: i32,
}

fn main() {}
