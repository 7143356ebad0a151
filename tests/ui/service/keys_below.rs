use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(endpoint_prefix = "kms", target_prefix = "T", json_version = "1.1")]
#[aws(signing_name = "x", error = ExampleError)]
#[aws(renam = 3)]
#[derive(Debug)]
pub struct Service;

fn main() {}
