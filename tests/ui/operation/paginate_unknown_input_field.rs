use metering_core::{Client, aws_operation};
use ui::{Service, Thing, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(input_token = nexttoken, output_token = next_token, items = things, item = Thing)
)]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

fn pages(client: &Client<Service>) {
    let _ = client.pages(ListThings::builder().build()).items();
}

fn main() {
    pages(&Client::builder().build().unwrap());
}
