use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "metering.marketplace.us-east-1.amazonaws.com",
    target_prefix = "Example",
    json_version = "1.1",
    error = ExampleError
)]
pub struct Service;

fn main() {}
