use metering_core::Shape;

#[derive(Shape)]
#[aws(regex = "^[a-z]+$", lenght = 1..=255)]
pub struct Dimension(String);

fn main() {
    let _ = Dimension::new("a").unwrap().as_str().len();
}
