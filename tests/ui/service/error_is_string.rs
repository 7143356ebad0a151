use metering_core::aws_service;

#[aws_service(
    endpoint_prefix = "example",
    target_prefix = "Example",
    json_version = "1.1",
    error = "ui::ExampleError"
)]
pub struct Service;

fn main() {}
