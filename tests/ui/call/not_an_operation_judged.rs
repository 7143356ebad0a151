use metering_core::{Client, Error};
use std::time::Duration;
use ui::{ExampleError, Service};

pub struct Plain;

async fn send(client: &Client<Service>) -> Result<usize, Error<ExampleError>> {
    match client.send(Plain).timeout(Duration::from_secs(1)).response().await {
        Ok(response) => Ok(response.output.things.len()),
        Err(Error::Service(ExampleError::Unhandled(_))) => Ok(0),
        Err(error) => Err(error),
    }
}

fn main() {
    drop(send(&Client::builder().build().unwrap()));
}
