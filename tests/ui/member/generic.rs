use metering_core::Shape;

#[derive(Shape)]
pub struct Page<T> {
    items: Vec<T>,
}

fn main() {
    let _ = Page { items: vec![1] }.items;
}
