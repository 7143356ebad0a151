use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "http://localhost:4566",
    target_prefix = "TrentService",
    json_version = "1.1",
    error = ExampleError
)]
pub struct Service;

fn main() {}
