use metering_core::aws_service;
use ui::ExampleError;

#[aws_service(endpoint_prefix = "things", shape_id = "Things", json_version = "1.1", error = ExampleError)]
pub struct Service;

fn main() {
    let _ = Service;
}
