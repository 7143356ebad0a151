use metering_core::{Client, aws_operation};
use ui::Service;

#[aws_operation(action = "GetThing", output = ())]
#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

async fn get(client: &Client<Service>) {
    drop(GetThing::builder().thing_id("a").send(client).await);
}

fn main() {
    drop(get(&Client::builder().build().unwrap()));
}
