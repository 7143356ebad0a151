use metering_core::{Client, Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "GetThing", output = "Thing")]
pub struct GetThing {
    thing_id: String,
}

#[derive(Shape)]
pub struct Thing {
    name: Option<String>,
}

async fn get(client: &Client<Service>) -> Option<String> {
    client.send(GetThing::builder().thing_id("a").build()).await.ok()?.name
}

fn main() {
    drop(get(&Client::builder().build().unwrap()));
}
