use metering_core::Shape;

#[derive(Shape)]
pub struct Tag(String, String);

#[derive(Shape)]
pub struct Resource {
    tag: Tag,
}

fn main() {
    let _ = Resource::builder().tag(Tag(String::new(), String::new())).build().tag;
}
