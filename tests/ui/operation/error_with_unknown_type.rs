use metering_core::{Client, Error, ErrorMetadata, ServiceError, aws_operation};
use ui::Service;

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_operation(action = "PutThing", output = (), error = Refused)]
pub struct PutThing {
    #[aws(lenght = 1..=64)]
    name: String,
}

async fn put(client: &Client<Service>) -> Result<(), Error<Refused>> {
    PutThing::builder().name("a").send(client).await
}

fn main() {
    let _ = put;
}
