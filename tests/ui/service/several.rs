use metering_core::{Client, aws_operation, aws_service};
use ui::ExampleError;

#[aws_service(
    endpoint_prefix = "https://example.com",
    target_prefix = "Example.",
    json_version = "1.2",
    error = ExampleError,
    signing_nam = "example",
    endpoint(fips = "", region("us-east-1") = "a", region("us-east-1") = "b")
)]
pub struct Service(u8);

#[aws_operation(action = "Ping", output = ())]
pub struct Ping {
    name: Option<String>,
}

async fn ping(client: &Client<Service>) {
    let call = client.send(Ping::builder().name("a").build());
    let result: Result<(), metering_core::Error<ExampleError>> = call.await;
    drop(result);
}

fn main() {
    drop(ping(&Client::builder().build().unwrap()));
}
