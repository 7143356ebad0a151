use metering_core::Client;
use ui::{ListPages, Service};

fn pages(client: &Client<Service>) {
    let _ = client.pages(ListPages::builder().build()).items();
}

fn main() {
    pages(&Client::builder().build().unwrap());
}
