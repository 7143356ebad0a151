use metering_core::Shape;

#[derive(Shape)]
#[aws(length = 1..=9)]
pub struct Dimension(str);

fn main() {
    let _ = Dimension::new("a");
}
