#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 255..=1)]
    pub dimension: String,
    pub quantity: Option<i32>,
}
