use metering_core::Shape;

#[derive(Shape)]
pub struct Page<T, const N: usize>
where
    T: Shape,
{
    items: Vec<T>,
}

fn main() {
    let _ = Page::<String, 1> { items: vec![] }.items;
}
