use metering_core::Shape;

#[derive(Shape)]
pub struct Registration {
    token_1: String,
    token1: String,
}

fn main() {}
