use metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(range = ..=300)]
    quantity: u8,
    #[aws(range = 1..)]
    count: Option<u64>,
}

#[derive(Shape)]
#[aws(range = 1..=5)]
pub struct Limit(u32);

#[derive(Shape)]
pub struct Limits {
    #[aws(range = 1..=2)]
    limit: Limit,
}

fn main() {
    println!("{}", Limits::builder().limit(1).build().limit.get() + 1);
}
