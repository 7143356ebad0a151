use metering_core::{Client, aws_operation, aws_service};

pub struct Failed;

#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = Failed)]
pub struct Service;

#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing_id: String,
}

async fn things(client: &Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
    GetThing::builder().thing_id("a").send(client).await?;
    client.send(PutThing { thing_id: "a".into() }).await.unwrap();
    if let Err(error) = client.send(PutThing { thing_id: "b".into() }).await {
        println!("{error}: {error:?}, {:?}", error.code());
    }
    Ok(())
}

fn main() {
    drop(things(&Client::builder().build().unwrap()));
}
