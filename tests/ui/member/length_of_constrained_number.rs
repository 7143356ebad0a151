use metering_core::Shape;

#[derive(Shape)]
#[aws(length = 1..=255)]
pub struct Quantity(i32);

fn main() {
    let _ = Quantity::from(1).get();
}
