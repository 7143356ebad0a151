use metering_core::Client;
use ui::{ListPages, Service};

async fn call(client: Client<Service>) {
    let _ = client.pages(ListPages::builder().next_token("a"));
}

fn main() {
    let _ = call;
}
