use metering_core::{Client, aws_service};
use ui::{ExampleError, Ping};

#[aws_service(endpoint_prefix = "other", target_prefix = "Other", json_version = "1.0", error = ExampleError)]
pub struct Other;

async fn send(client: &Client<Other>) {
    drop(Ping::builder().send(client).await);
}

fn main() {
    drop(send(&Client::builder().build().unwrap()));
}
