use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(action = "ListThings", output = Things, stop_on_same_token)]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

pub async fn list(client: &Client<Service>) -> bool {
    client.send(ListThings::builder().build()).await.is_ok()
}

fn main() {}
