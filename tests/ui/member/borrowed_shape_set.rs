use metering_core::{Shape, aws_operation};
use ui::Service;

#[derive(Debug, Clone, Shape)]
pub struct ThingId(String);

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    thing_id: &ThingId,
    numbers: [i32; 2],
}

async fn put(client: &metering_core::Client<Service>, id: ThingId) -> bool {
    PutThing::builder().thing_id(id).numbers(vec![1, 2]).send(client).await.is_ok()
}

fn main() {
    let _ = put;
}
