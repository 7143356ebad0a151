use metering_core::{Client, aws_operation};
use ui::Service;

#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing(String, u32);

async fn get(client: &Client<Service>) {
    drop(client.send(GetThing(String::new(), 1)).await);
}

fn main() {
    drop(get(&Client::builder().build().unwrap()));
    let _ = GetThing::builder().thing("a").build();
}
