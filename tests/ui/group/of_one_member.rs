use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of(product_code))]
pub struct Product {
    product_code: Option<String>,
}

fn main() {
    let _ = Product::builder().product_code("a").build().product_code;
}
