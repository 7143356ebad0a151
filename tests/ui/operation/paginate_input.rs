use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(action = "ListThings", output = Things, paginate(input = next_token, output = next_token))]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

#[aws_operation(action = "ListTags", output = Things, paginate(token = next_token, result = things, limit = 10))]
#[derive(Clone)]
pub struct ListTags {
    next_token: Option<String>,
}

fn main() {
    let client = Client::<Service>::builder().build().unwrap();
    drop(client.pages(ListThings::builder().build()));
}
