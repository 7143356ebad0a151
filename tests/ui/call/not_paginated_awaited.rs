use metering_core::Client;
use ui::{Ping, Service};

async fn pages(client: &Client<Service>) {
    let mut pages = client.pages(Ping::builder().build());
    while let Some(page) = pages.next().await {
        drop(page.unwrap().things.len());
    }
}

async fn items(client: &Client<Service>) {
    let mut items = client.pages(Ping::builder().build()).items();
    let item = items.next().await.unwrap().unwrap();
    drop(item.name);
}

fn main() {
    let client = Client::builder().build().unwrap();
    drop((pages(&client), items(&client)));
}
