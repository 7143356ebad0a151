use metering_core::{Client, Shape, aws_operation};
use ui::Service;

pub struct Tag {
    pub key: String,
}

#[derive(Shape)]
pub struct Resource {
    #[aws(length = ..=5)]
    tags: Vec<Tag>,
}

#[aws_operation(action = "TagResource", output = ())]
pub struct TagResource {
    resource: Resource,
}

async fn tag(client: &Client<Service>) {
    let resource = Resource::builder().tags([]).build();
    drop(TagResource::builder().resource(resource).send(client).await);
}

fn main() {
    drop(tag(&Client::builder().build().unwrap()));
}
