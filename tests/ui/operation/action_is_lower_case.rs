use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "batch", output = ())]
pub struct Batch {}

fn main() {}
