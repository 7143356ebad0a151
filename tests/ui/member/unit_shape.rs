use metering_core::Shape;

#[derive(Shape)]
pub struct Empty;

#[derive(Shape)]
pub struct Resource {
    empty: Empty,
}

fn main() {
    let _ = Resource::builder().empty(Empty::builder().build()).build().empty;
}
