use metering_core::Shape;

#[derive(Shape)]
#[aws(range = 1..=5)]
pub struct Dimension(String);

fn main() {
    let _ = Dimension::from("a").as_str().len();
}
