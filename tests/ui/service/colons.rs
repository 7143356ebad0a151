use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(endpoint_prefix: "kms", target_prefix: "T", json_version: "1.1", error: ExampleError, retry(max_attempts: 4), endpoint(region("us-iso-west-1"): "kms-iso"))]
pub struct Service;

fn main() {}
