use metering_core::{Client, aws_operation};
use std::fmt::Debug;
use ui::{Service, Things};

#[aws_operation(action = "PutThing", output = Things)]
pub struct PutThing {
    name: Box<dyn Debug>,
}

pub async fn put(client: &Client<Service>, request: PutThing) {
    println!("{:?}", request.name);
    let _ = client.send(request).await;
}

fn main() {}
