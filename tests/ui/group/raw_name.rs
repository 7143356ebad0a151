use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of(type, nam), at_most_one_of(r#name, type, r#type))]
pub struct Product {
    r#type: Option<String>,
    name: Option<String>,
}

fn main() {}
