use metering_core::{Client, aws_operation};
use ui::{Service, Thing, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(input_token = next_token, output_token = next_token, items = things, items = Thing)
)]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

pub async fn list(client: &Client<Service>, _: &Thing) -> bool {
    let mut pages = client.pages(ListThings::builder().build());
    pages.next().await.is_some_and(|page| page.is_ok())
}

fn main() {}
