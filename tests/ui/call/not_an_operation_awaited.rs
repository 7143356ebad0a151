use metering_core::Client;
use ui::Service;

pub struct Plain;

async fn send(client: &Client<Service>) {
    let output = client.send(Plain).await.unwrap();
    drop(output.things.len());
}

fn main() {
    drop(send(&Client::builder().build().unwrap()));
}
