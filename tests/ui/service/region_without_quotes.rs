use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "kms",
    target_prefix = "TrentService",
    json_version = "1.1",
    error = ExampleError,
    endpoint(region(us_east_1) = "kms-east")
)]
pub struct Service;

fn main() {}
