use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "kms",
    target_prefix = "TrentService",
    json_version = "1.1",
    error = ExampleError,
    endpoint(fips = "kms-fips.{region")
)]
pub struct Service;

fn main() {}
