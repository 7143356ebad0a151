use metering_core::Shape;

#[derive(Shape)]
#[aws(at_most_one_of(product_code, region))]
pub struct Product {
    product_code: Option<String>,
    license_arn: Option<String>,
}

fn main() {}
