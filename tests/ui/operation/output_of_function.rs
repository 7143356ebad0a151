use metering_core::{Client, Shape, aws_operation};
use ui::Service;

#[derive(Debug, Clone, Shape)]
pub struct Thing {
    pub name: Option<String>,
}

#[aws_operation(action = "GetThing", output = Option<Thing>)]
pub struct GetThing {
    name: String,
}

#[aws_operation(action = "FindThing", output = &Thing)]
pub struct FindThing {
    name: String,
}

async fn get(client: &Client<Service>) -> Option<String> {
    let found = FindThing::builder().name("a").send(client).await.ok()?.name;
    found.or(GetThing::builder().name("a").send(client).await.ok()?.name)
}

fn main() {
    let _ = get;
}
