use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "kms",
    target_prefix = "TrentService",
    json_version = "1.1",
    error = ExampleError,
    endpoint(dual_stack = "kms dual")
)]
pub struct Service;

fn main() {}
