use metering_core::{Client, Shape, Validate, aws_operation};
use ui::Service;

#[derive(Debug, Clone, Shape)]
#[aws(rename_all = "PascalCas")]
pub struct UsageRecord {
    #[aws(length = 255..=1, pattern = "(")]
    dimension: String,
    #[aws(rang = 0..=10)]
    quantity: i32,
    #[aws(idempotency_token)]
    token: Option<Option<String>>,
    #[serde(default)]
    tags: Vec<&'static str>,
}

#[aws_operation(action = "BatchMeterUsage", output = ())]
pub struct BatchMeterUsage {
    #[aws(length = ..=25)]
    usage_records: Vec<UsageRecord>,
}

async fn meter(client: &Client<Service>) {
    let record = UsageRecord::builder().dimension("a").quantity(1).set_token(None).tags([]).build();
    let _ = record.validate();
    drop(BatchMeterUsage::builder().usage_records([record]).send(client).await);
}

fn main() {
    drop(meter(&Client::builder().build().unwrap()));
}
