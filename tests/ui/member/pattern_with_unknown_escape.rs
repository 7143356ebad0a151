use metering_core::Shape;

#[derive(Shape)]
pub struct Pool {
    #[aws(length = 1..=55, pattern = "[\w-]+_[0-9a-zA-Z]+")]
    user_pool_id: String,
}

fn main() {
    let _ = Pool::builder().user_pool_id("eu-west-1_a").build();
}
