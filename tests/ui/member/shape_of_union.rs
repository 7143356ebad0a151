use metering_core::Shape;

#[derive(Shape)]
pub union Status {
    number: u32,
}

fn main() {}
