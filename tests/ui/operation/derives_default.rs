use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "MeterUsage", output = ())]
#[derive(Debug, Clone, Default)]
pub struct MeterUsage {
    product_code: String,
    usage_dimension: Option<String>,
}

fn main() {
    let _ = MeterUsage::default().usage_dimension;
}
