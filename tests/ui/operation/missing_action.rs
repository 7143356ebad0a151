use metering_core::{Client, Shape, aws_operation};
use ui::Service;

#[aws_operation]
#[derive(Debug, Clone)]
pub struct GetThing {
    thing_id: String,
}

#[derive(Shape)]
pub struct GetThingOutput {
    name: Option<String>,
}

async fn get(client: &Client<Service>) -> Option<String> {
    GetThing::builder().thing_id("a").send(client).await.ok()?.name
}

fn main() {
    drop(get(&Client::builder().build().unwrap()));
}
