#[derive(Shape)]
pub struct UsageRecord {
    /// When it was used.
    pub timestamp: DateTime,
    pub customer_identifier: Option<String>,
    #[aws(length = 1..=255)]
    pub dimension: String,
    #[aws(range = 0..=2147483647)]
    pub quantity: Option<i32>,
}
