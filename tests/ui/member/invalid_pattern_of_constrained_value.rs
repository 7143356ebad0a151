use metering_core::Shape;
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq, Shape)]
#[aws(length = ..=255, pattern = "^[-a-z)*$")]
pub struct ProductCode(Cow<'static, str>);

const CODE: ProductCode = ProductCode::from_static("a");

#[derive(Shape)]
pub struct Product {
    code: Option<ProductCode>,
}

fn main() {
    let product = Product::builder().code("a").build();
    assert_ne!(product.code, Some(CODE));
    let _: Result<ProductCode, _> = "a".parse();
}
