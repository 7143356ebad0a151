use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length(min = 1, max = 255))]
    dimension: String,
    #[aws(length(1, 64))]
    product: String,
    #[aws(range(max = 100))]
    quantity: i32,
    #[aws(length(equal = 12))]
    account: String,
}

fn main() {
    let _ = UsageRecord::builder().dimension("a").product("b").quantity(1).account("c").build().quantity;
}
