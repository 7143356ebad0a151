use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of(product_code, licence_arn))]
pub struct Product {
    product_code: Option<String>,
    license_arn: Option<String>,
}

fn main() {
    let _ = Product::builder().product_code("a").build().license_arn;
}
