use metering_core::{Client, aws_operation};
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug, Clone)]
pub struct PutThing {
    thing_id String,
    count: i32,
}

async fn put(client: &Client<Service>) {
    client.send(PutThing::builder().thing_id("a").count(1).build()).await.unwrap();
    PutThing::builder().thing_id("a").count(1).send(client).await.unwrap();
}

fn main() {
    drop(put(&Client::builder().build().unwrap()));
}
