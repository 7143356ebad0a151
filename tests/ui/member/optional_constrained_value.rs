use metering_core::Shape;

#[derive(Shape)]
#[aws(length = 1..=255)]
pub struct Dimension(Option<String>);

fn main() {
}
