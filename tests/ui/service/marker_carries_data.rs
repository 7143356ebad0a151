use metering_core::{Client, aws_service};
use ui::ExampleError;

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service {
    region: String,
}

fn main() {
    let _ = Client::<Service>::builder().region(Service { region: String::new() }.region);
}
