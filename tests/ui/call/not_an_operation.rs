use metering_core::Client;
use ui::Service;

pub struct Plain;

fn send(client: &Client<Service>) {
    drop(client.send(Plain));
}

fn main() {
    send(&Client::builder().build().unwrap());
}
