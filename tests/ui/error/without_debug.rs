use metering_core::{Client, Error, ErrorMetadata, ServiceError, aws_operation, aws_service};

#[derive(ServiceError)]
pub enum ExampleError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
pub struct Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing_id: String,
}

async fn put(client: &Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
    client.send(PutThing::builder().thing_id("a").build()).await?;
    match PutThing::builder().thing_id("b").send(client).await {
        Err(Error::Service(ExampleError::Unhandled(error))) => println!("{error:?}"),
        other => println!("{other:?}"),
    }
    Ok(PutThing::builder().thing_id("c").send(client).await.unwrap())
}

fn main() {
    drop(put(&Client::builder().build().unwrap()));
}
