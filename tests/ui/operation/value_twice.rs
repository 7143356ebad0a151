use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(action = "PutThing", output = Things Things)]
pub struct PutThing {
    name: String,
}

pub async fn put(client: &Client<Service>) -> usize {
    PutThing::builder().name("a").send(client).await.map_or(0, |things| things.things.len())
}

fn main() {}
