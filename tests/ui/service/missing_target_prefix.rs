use metering_core::{Client, aws_service};
use ui::ExampleError;

#[aws_service(endpoint_prefix = "example", json_version = "1.1", error = ExampleError)]
pub struct Service;

fn main() {
    let _ = Client::<Service>::builder().region("eu-central-1");
}
