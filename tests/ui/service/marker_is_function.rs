use metering_core::aws_service;

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub fn service() {}

fn main() {
    service();
}
