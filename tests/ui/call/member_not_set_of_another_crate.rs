use metering_core::Client;
use ui::{PutThing, Service, Tag};

fn put(client: &Client<Service>) {
    drop(client.send(PutThing::builder().tags([]).build()));
}

fn main() {
    let _ = Tag::builder().value("a").build();
    put(&Client::builder().build().unwrap());
}
