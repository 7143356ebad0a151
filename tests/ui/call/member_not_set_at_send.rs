use metering_core::{Client, aws_operation};
use ui::Service;

#[aws_operation(action = "MeterUsage", output = ())]
pub struct MeterUsage {
    product_code: String,
    usage_dimension: String,
    usage_quantity: Option<i32>,
}

async fn meter(client: &Client<Service>) {
    drop(MeterUsage::builder().usage_dimension("a").send(client).await);
}

fn main() {
    drop(meter(&Client::builder().build().unwrap()));
}
