use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "RegisterUsage", output = (), refuses(EksPodIdentiti))]
pub struct RegisterUsage {
    product_code: String,
}

fn main() {}
