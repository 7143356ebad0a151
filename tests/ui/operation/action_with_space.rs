use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = " List things.", output = ())]
pub struct List {}

fn main() {}
