use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(input_token = next_token, output_token = next_token, items = things)
)]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

fn pages(client: &Client<Service>) {
    let _ = client.pages(ListThings::builder().build());
}

fn main() {
    pages(&Client::builder().build().unwrap());
}
