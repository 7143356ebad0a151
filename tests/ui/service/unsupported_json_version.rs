use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "2.0", error = ExampleError)]
pub struct Service;

fn main() {}
