use metering_core::{Client, Error, aws_operation};
use ui::{ExampleError, Service};

#[derive(Clone)]
#[aws_operation(action = "PutThing", output = (), paginate(input_token = token, output_token = token))]
pub struct PutThing<'a> {
    thing: &'a str,
    token: Option<String>,
}

#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing<T> {
    thing: Option<T>,
}

async fn put(client: &Client<Service>, thing: &str) -> Result<(), Error<ExampleError>> {
    PutThing::builder().thing("a").send(client).await?;
    client.send(PutThing { thing, token: None }).await?;
    let _ = client.pages(PutThing { thing, token: None });
    let _ = GetThing::<String>::builder().thing("a").send(client).await;
    Ok(())
}

fn main() {
    let _ = put;
}
