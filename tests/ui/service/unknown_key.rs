use metering_core::{Client, aws_service};
use ui::ExampleError;

#[aws_service(endpoint_prefx = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
#[derive(Debug)]
pub struct Service;

fn main() {
    let _ = Client::<Service>::builder().region("eu-central-1");
}
