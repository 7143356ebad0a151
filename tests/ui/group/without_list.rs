use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of = "product_code, license_arn")]
pub struct Product {
    product_code: Option<String>,
    license_arn: Option<String>,
}

fn main() {}
