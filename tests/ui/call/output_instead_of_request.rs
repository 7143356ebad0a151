use metering_core::Client;
use ui::{Service, Things};

async fn send(client: &Client<Service>) {
    drop(client.send(Things::builder().things([]).build()).await);
}

fn main() {
    drop(send(&Client::builder().build().unwrap()));
}
