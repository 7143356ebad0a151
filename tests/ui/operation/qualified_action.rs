use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "AWSMPMeteringService.BatchMeterUsage", output = ())]
pub struct BatchMeterUsage {}

fn main() {}
