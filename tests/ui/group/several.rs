use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of(product_code, product_code), at_most_one_of(arn), at_least_one_of(nam, "Arn"), chek = a)]
pub struct Product {
    product_code: String,
    arn: Option<String>,
    name: Option<String>,
}

fn main() {
    let _ = Product::builder().product_code("a").build().arn;
}
