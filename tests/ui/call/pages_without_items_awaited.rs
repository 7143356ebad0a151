use metering_core::Client;
use ui::{ListPages, Service};

async fn names(client: &Client<Service>) -> Vec<String> {
    let mut items = client.pages(ListPages::builder().build()).items();
    let mut names = Vec::new();
    while let Some(item) = items.next().await {
        names.extend(item.unwrap().name);
    }
    names
}

fn main() {
    drop(names(&Client::builder().build().unwrap()));
}
