use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(action = "PutThing", output = Things)]
#[aws(at_most_one_of(label, tags))]
pub struct PutThing {
    name: String,
    label: Option<>,
    tags: Optoin<Vec<String>>,
}

pub async fn put(client: &Client<Service>) {
    let _ = PutThing::builder().name("a").send(client).await;
}

fn main() {}
