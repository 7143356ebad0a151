use metering_core::Shape;

#[derive(Shape)]
pub struct Product {
    #[aws(required)]
    code: String,
    #[aws(optional)]
    arn: Option<String>,
    #[aws(nullable)]
    name: Option<String>,
}

fn main() {
    let _ = Product::builder().code("a").build().arn;
}
