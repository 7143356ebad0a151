use metering_core::Client;
use ui::{PutThing, Service};

async fn call(client: Client<Service>) {
    let _ = client.send(PutThing::builder().thing_name("a").tags(vec![]));
}

fn main() {
    let _ = call;
}
