use metering_core::aws_operation;
use ui::Service;

#[aws_operation(PutThing, output = ())]
pub struct PutThing {
    name: String,
}

async fn put(client: &metering_core::Client<Service>) -> bool {
    PutThing::builder().name("a").send(client).await.is_ok()
}

fn main() {
    let _ = put;
}
