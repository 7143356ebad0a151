use metering_core::Client;
use ui::{Service, Things};

async fn pages(client: &Client<Service>, plain: Things) {
    let mut items = client.pages(plain).items();
    while let Some(item) = items.next().await {
        drop(item.unwrap().name);
    }
}

fn main() {
    let things = Things::builder().things([]).build();
    drop(pages(&Client::builder().build().unwrap(), things));
}
