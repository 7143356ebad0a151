use metering_core::{Client, aws_service};

#[derive(Debug)]
pub enum ExampleError {
    Throttled,
}

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service;

pub type ServiceClient = Client<Service>;

fn main() {}
