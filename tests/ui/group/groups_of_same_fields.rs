use metering_core::Shape;

#[derive(Shape)]
#[aws(exactly_one_of(code, arn), at_most_one_of(code, arn))]
pub struct Product {
    code: Option<String>,
    arn: Option<String>,
}

#[derive(Shape)]
#[aws(at_least_one_of(code, arn))]
#[aws(exactly_one_of(arn, code))]
pub struct Offer {
    code: Option<String>,
    arn: Option<String>,
}

#[derive(Shape)]
#[aws(at_least_one_of(code, arn), at_most_one_of(code, arn))]
pub struct Agreement {
    code: Option<String>,
    arn: Option<String>,
}

fn main() {
    let _ = Product::builder().code("a").build().arn;
    let _ = Offer::builder().code("a").build().arn;
    let _ = Agreement::builder().code("a").build().arn;
}
