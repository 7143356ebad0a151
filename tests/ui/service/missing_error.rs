use metering_core::{Client, aws_service};

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1")]
pub struct Service;

fn main() {
    let _ = Client::<Service>::builder().region("eu-central-1");
}
