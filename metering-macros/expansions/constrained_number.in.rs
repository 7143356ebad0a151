#[derive(Shape)]
#[aws(range = 0..=2147483647)]
pub struct Quantity(i32);
