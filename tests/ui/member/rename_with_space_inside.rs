use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(rename = "Product Code")]
    product_code: String,
}

fn main() {
    let _ = UsageRecord::builder().product_code("a").build().product_code;
}
