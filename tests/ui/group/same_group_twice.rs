use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of(code, arn), exactly_one_of(arn, code))]
pub struct Product {
    code: Option<String>,
    arn: Option<String>,
}

fn main() {
    let _ = Product::builder().code("a").build().arn;
}
