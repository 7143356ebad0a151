use metering_core::Shape;

#[derive(Shape)]
#[aws(at_least_one_of())]
pub struct Product {
    product_code: Option<String>,
}

fn main() {}
