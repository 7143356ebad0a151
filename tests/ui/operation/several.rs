use metering_core::{Client, Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "get_things", outptu = Things, host_prefix = "data")]
#[aws(exactly_one_of(id, nam))]
#[derive(Clone, Default)]
pub struct GetThings {
    #[aws(length = 255..=1, patern = "a")]
    id: Option<String>,
    #[aws(rename = "")]
    name: Option<String>,
    #[aws(range = 1..10)]
    limit: i32,
    filter: Option<Option<String>>,
    owner: &'static str,
}

#[derive(Shape)]
pub struct GetThingsOutput {
    name: Option<String>,
}

async fn get(client: &Client<Service>) -> Option<String> {
    let request = GetThings::builder().id("a").set_name(None).limit(3).owner("me").build();
    client.send(request).await.ok()?.name
}

fn main() {
    drop(get(&Client::builder().build().unwrap()));
}
