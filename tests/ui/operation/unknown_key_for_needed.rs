use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(shape = "PutThing", output = Things)]
pub struct PutThing {
    name: String,
}

pub async fn put(client: &Client<Service>) {
    let _ = PutThing::builder().name("a").send(client).await;
}

fn main() {}
