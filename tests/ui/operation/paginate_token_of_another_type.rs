use metering_core::{Client, Shape, aws_operation};
use ui::{Service, Thing};

#[aws_operation(
    action = "ListThings",
    paginate(input_token = next_token, output_token = page.next_token, items = things, item = Thing)
)]
#[derive(Debug, Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

#[derive(Debug, Clone, Shape)]
pub struct ListThingsOutput {
    things: Vec<Thing>,
    page: Option<Page>,
}

#[derive(Debug, Clone, Shape)]
pub struct Page {
    next_token: Option<i64>,
}

async fn names(client: &Client<Service>) -> Vec<Option<String>> {
    let mut items = client.pages(ListThings::builder().next_token("a").build()).items();
    let mut names = Vec::new();
    while let Some(item) = items.next().await {
        names.push(item.unwrap().name);
    }
    names
}

fn main() {
    drop(names(&Client::builder().build().unwrap()));
}
