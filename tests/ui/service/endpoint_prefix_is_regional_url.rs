use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "https://api.ecr-fips.us-gov-west-1.amazonaws.com/",
    target_prefix = "AmazonEC2ContainerRegistry_V20150921",
    json_version = "1.1",
    error = ExampleError
)]
pub struct Service;

fn main() {}
