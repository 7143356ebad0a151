use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "example",
    target_prefix = "Example",
    json_version = "1.1",
    error = ExampleError,
    endpoint(region("eusc-de-east-1") = "example-eusc", region("eusc-de-east-1")(fips = "example-fips"))
)]
pub struct Service;

fn main() {}
