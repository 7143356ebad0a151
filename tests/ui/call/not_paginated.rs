use metering_core::Client;
use ui::{Ping, Service};

fn pages(client: &Client<Service>) {
    let _ = client.pages(Ping::builder().build());
}

fn main() {
    pages(&Client::builder().build().unwrap());
}
