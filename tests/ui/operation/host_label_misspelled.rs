use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(action = "PutThing", output = Things, host_prefix = "{Account}.")]
pub struct PutThing {
    #[aws(host_lable)]
    account: String,
}

pub async fn put(client: &Client<Service>) {
    let _ = PutThing::builder().account("a").send(client).await;
}

fn main() {}
