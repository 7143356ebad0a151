use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "batch_meter_usage", output = ())]
pub struct BatchMeterUsage {}

fn main() {}
