use metering_core::Shape;

#[derive(Shape)]
pub struct Certificate {
    body: [u8],
}

fn main() {}
