use metering_core::Shape;

#[derive(Shape)]
#[aws(at_least_one_of(product_code, license_arn))]
pub struct Product {}

fn main() {}
