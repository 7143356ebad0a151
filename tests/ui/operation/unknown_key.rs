use metering_core::{Client, Shape, aws_operation};
use ui::Service;

#[aws_operation(acton = "GetThing")]
pub struct GetThing {
    thing_id: String,
}

#[derive(Shape)]
pub struct GetThingOutput {
    name: Option<String>,
}

async fn get(client: &Client<Service>) -> Option<String> {
    let request = GetThing::builder().thing_id("a").build();
    let GetThing { thing_id } = &request;
    drop(thing_id.clone());
    client.send(request).await.ok()?.name
}

fn main() {
    drop(get(&Client::builder().build().unwrap()));
}
