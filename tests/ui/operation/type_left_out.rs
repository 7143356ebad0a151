use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    pub thing_id:
    pub name: String,
    pub count: Option<i32>,
}

async fn put(client: &metering_core::Client<Service>) -> bool {
    PutThing::builder().thing_id("a").name("b").count(1).send(client).await.is_ok()
}

fn main() {
    let _ = put;
}
